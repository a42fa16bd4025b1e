package dev.holdfast.server.frame;

import dev.holdfast.core.port.TimeSource;
import org.jspecify.annotations.Nullable;

/// What a reader needs only while bytes of a frame are in its hands, lent to whichever reader has its turn. A
/// reader gives it back at the end of a read that ends between two messages, as nearly all do, so that an idle
/// connection holds none. Shared by the readers of one thread.
public final class FrameScratch {
    private final TimeSource time;
    private @Nullable FrameHeader spare;
    private long now;
    private boolean clockRead;

    public FrameScratch(TimeSource time) {
        this.time = time;
    }

    /// A reader's turn begins: the clock is read again by the next that asks, and only then.
    void newRead() {
        clockRead = false;
    }

    /// The time of this turn.
    long now() {
        if (!clockRead) {
            clockRead = true;
            now = time.nanos();
        }
        return now;
    }

    FrameHeader take() {
        FrameHeader taken = spare;
        spare = null;
        return taken == null ? new FrameHeader() : taken;
    }

    void giveBack(FrameHeader header) {
        spare = header;
    }
}
