package dev.holdfast.doctor.analyze.measure;

import java.time.Duration;

/// Durations of any number, for percentiles that are right to 1.6 %: 64 steps for each doubling of a millisecond, up to
/// a hundred years. 20 KB.
public final class Durations {
    private static final int STEPS = 64;
    private static final int STEP_BITS = 6;
    private static final int DOUBLINGS = 42;

    private final long[] counts = new long[STEPS * (DOUBLINGS + 1)];
    private long count;
    private long longerThanAMinute;
    private long longest;

    public void add(Duration duration) {
        long millis = Math.max(0, duration.toMillis());
        counts[place(millis)]++;
        count++;
        longest = Math.max(longest, millis);
        if (millis > 60_000) {
            longerThanAMinute++;
        }
    }

    /// The first values have a step each; from there on a doubling has as many as they.
    private static int place(long millis) {
        if (millis < STEPS) {
            return (int) millis;
        }
        int doubling = Long.SIZE - 1 - Long.numberOfLeadingZeros(millis) - STEP_BITS;
        if (doubling >= DOUBLINGS) {
            return STEPS * (DOUBLINGS + 1) - 1;
        }
        return STEPS * (doubling + 1) + (int) (millis >>> doubling) - STEPS;
    }

    /// The middle of a step.
    private static long millis(int place) {
        if (place < STEPS) {
            return place;
        }
        int doubling = place / STEPS - 1;
        long low = (long) (place % STEPS + STEPS) << doubling;
        return low + (1L << doubling) / 2;
    }

    public long count() {
        return count;
    }

    /// @param share 0.5 for the median
    public Duration percentile(double share) {
        long wanted = Math.max(1, (long) Math.ceil(share * count));
        long seen = 0;
        for (int place = 0; place < counts.length; place++) {
            seen += counts[place];
            if (seen >= wanted) {
                return Duration.ofMillis(Math.min(millis(place), longest));
            }
        }
        return Duration.ZERO;
    }

    public Duration longest() {
        return Duration.ofMillis(longest);
    }

    /// The part that lasted longer than a minute, 0 to 1.
    public double overAMinute() {
        return count == 0 ? 0 : (double) longerThanAMinute / count;
    }

    /// How many lie between two durations, the first included; right to a step.
    public long between(Duration from, Duration to) {
        long seen = 0;
        for (int place = place(from.toMillis()); place < place(to.toMillis()); place++) {
            seen += counts[place];
        }
        return seen;
    }
}
