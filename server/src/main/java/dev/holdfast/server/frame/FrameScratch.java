package dev.holdfast.server.frame;

import org.jspecify.annotations.Nullable;

/// What a reader needs only while bytes of a frame are in its hands, lent to whichever reader has its turn. A
/// reader gives it back at the end of a read that ends between two messages, as nearly all do, so that an idle
/// connection holds none. Shared by the readers of one thread.
public final class FrameScratch {
    private @Nullable FrameHeader spare;

    /// What the clock said when the reader that has its turn last asked.
    long readAt;

    FrameHeader take() {
        FrameHeader taken = spare;
        spare = null;
        return taken == null ? new FrameHeader() : taken;
    }

    void giveBack(FrameHeader header) {
        spare = header;
    }
}
