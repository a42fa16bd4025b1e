package dev.holdfast.server.frame;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// The payload that has come of a message whose rest has not. Grows with what was received, never with what a
/// header announced: a client has to send bytes to make the server hold bytes.
final class Held {
    private static final int SMALLEST = 64;

    private Held() {}

    /// `held`, or a new buffer, with `length` bytes of `in` put behind what it holds. On the Java heap, because
    /// most messages become strings there.
    ///
    /// Capacity at least doubles when it grows, so the copies of a message's growth cost no more than the message.
    ///
    /// @param most the most bytes this buffer can ever have to hold
    static ByteBuf append(@Nullable ByteBuf held, ByteBuf in, int index, int length, int most) {
        if (held == null) {
            int capacity = Math.min(Math.max(SMALLEST, 2 * length), most);
            return in.alloc().heapBuffer(capacity).writeBytes(in, index, length);
        }
        int needed = held.writerIndex() + length;
        if (needed > held.capacity()) {
            held.capacity(Math.min(Math.max(needed, 2 * held.capacity()), most));
        }
        return held.writeBytes(in, index, length);
    }
}
