package dev.holdfast.server.frame;

/// A token bucket for pings and pongs that keeps one number: the moment up to which the frames so far have used up
/// the steady rate. A frame is one interval further; a burst is how far that moment may run ahead of the clock.
final class ControlRate {
    private static final long SECOND = 1_000_000_000L;

    private ControlRate() {}

    /// Whether one more frame is within the limits.
    static boolean accepts(FrameLimits limits, long usedUpTo, long now) {
        // Differences only: a monotonic clock may stand anywhere, also where it is about to wrap.
        return usedUpTo - now <= (limits.controlFrameBurst() - 1) * interval(limits);
    }

    /// The moment after one more frame.
    static long after(FrameLimits limits, long usedUpTo) {
        return usedUpTo + interval(limits);
    }

    private static long interval(FrameLimits limits) {
        return SECOND / limits.controlFramesPerSecond();
    }
}
