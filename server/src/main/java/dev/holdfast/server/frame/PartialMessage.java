package dev.holdfast.server.frame;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// The message whose frames are coming in, or the last one. Fields for the two that read: headers are judged by
/// it, payloads fill it.
final class PartialMessage {
    /// Whether a fragment came and the last one has not.
    boolean open;

    boolean text;

    /// The state of [Utf8] after the payload so far; of text only.
    int utf8;

    /// Payload bytes so far.
    int bytes;

    /// Frames so far, the present one included.
    int fragments;

    /// The payload so far, where it could not be handed on at once.
    @Nullable
    ByteBuf held;

    void begin(boolean isText) {
        text = isText;
        utf8 = Utf8.ACCEPT;
        bytes = 0;
        fragments = 0;
    }

    void release() {
        ByteBuf buffer = held;
        if (buffer != null) {
            held = null;
            buffer.release();
        }
    }
}
