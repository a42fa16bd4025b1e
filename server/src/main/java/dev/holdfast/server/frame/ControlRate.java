package dev.holdfast.server.frame;

import dev.holdfast.core.port.TimeSource;

/// A token bucket for pings and pongs that keeps one number: the moment up to which the frames so far have used up
/// the steady rate. A frame is one interval further; a burst is how far that moment may run ahead of the clock.
final class ControlRate {
    private static final long SECOND = 1_000_000_000L;

    private final FrameLimits limits;
    private final TimeSource time;
    private long now;
    private long usedUpTo;
    private boolean clockRead;
    private boolean begun;

    ControlRate(FrameLimits limits, TimeSource time) {
        this.limits = limits;
        this.time = time;
    }

    /// The clock is read again by the next frame, and only then.
    void newRead() {
        clockRead = false;
    }

    boolean accepts() {
        if (!clockRead) {
            clockRead = true;
            now = time.nanos();
            // Differences only: a monotonic clock may stand anywhere, also where it is about to wrap.
            if (!begun || usedUpTo - now < 0) {
                begun = true;
                usedUpTo = now;
            }
        }
        long interval = SECOND / limits.controlFramesPerSecond();
        if (usedUpTo - now > (limits.controlFrameBurst() - 1) * interval) {
            return false;
        }
        usedUpTo += interval;
        return true;
    }
}
