package dev.holdfast.core.incident;

import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The time from one attempt of a client to its next.
///
/// @param period the median
/// @param steady whether it is the same again and again, as no delay with jitter is
record Rhythm(Duration period, boolean steady) {
    private static final int LEAST_INTERVALS = 4;

    /// How far from the median the half of all intervals may lie, in parts of it, to be called the same.
    private static final int SAME = 20;

    private static final long SAME_NANOS = 30_000_000;

    /// @param moments at least five for an answer, rising
    static @Nullable Rhythm of(long[] moments) {
        if (moments.length <= LEAST_INTERVALS) {
            return null;
        }
        long[] intervals = new long[moments.length - 1];
        for (int i = 0; i < intervals.length; i++) {
            intervals[i] = moments[i + 1] - moments[i];
        }
        long median = median(intervals);
        long[] off = new long[intervals.length];
        Arrays.setAll(off, i -> Math.abs(intervals[i] - median));
        // Three quarters, so that a client that was held up now and then still counts.
        Arrays.sort(off);
        boolean steady = off[off.length * 3 / 4] <= Math.max(median / SAME, SAME_NANOS) && median > 4 * SAME_NANOS;
        return new Rhythm(Duration.ofNanos(median), steady);
    }

    static long median(long[] values) {
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
