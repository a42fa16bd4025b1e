package dev.holdfast.bench.load;

import java.util.concurrent.TimeUnit;

/// The time table of an open loop: evenly spaced, and message n's time depends on n alone, so it neither drifts nor
/// waits for anybody.
///
/// @param startNanos when message 0 is due, in [System#nanoTime] terms
/// @param perSecond messages a second
record SendSchedule(long startNanos, long perSecond) {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /// When message `n` is due. Whole seconds and their rest apart, so that nothing overflows or is rounded twice.
    long dueNanos(long n) {
        return startNanos + n / perSecond * SECOND + n % perSecond * SECOND / perSecond;
    }
}
