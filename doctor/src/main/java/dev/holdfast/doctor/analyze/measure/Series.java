package dev.holdfast.doctor.analyze.measure;

import java.time.Instant;
import java.util.Arrays;

/// How often something happened, step by step of a [Clock]. At most 4 KB.
public final class Series {
    private final Clock clock;
    private long[] counts = new long[16];
    private long stepSeconds;
    private long total;

    public Series(Clock clock) {
        this.clock = clock;
        this.stepSeconds = clock.stepSeconds();
    }

    public void add(Instant at) {
        add(at, 1);
    }

    /// @param change negative to take back
    public void add(Instant at, int change) {
        int step = clock.step(at);
        align();
        if (step >= counts.length) {
            counts = Arrays.copyOf(counts, Math.min(Clock.MOST, Math.max(step + 1, 2 * counts.length)));
        }
        counts[step] += change;
        total += change;
    }

    /// Joins steps as the clock did meanwhile.
    private void align() {
        while (stepSeconds < clock.stepSeconds()) {
            long[] joined = new long[counts.length];
            for (int i = 0; i < counts.length; i++) {
                joined[i / 2] += counts[i];
            }
            counts = joined;
            stepSeconds *= 2;
        }
    }

    public long total() {
        return total;
    }

    /// The counts of the steps up to the one of a moment.
    public long[] upTo(Instant last) {
        int steps = clock.step(last) + 1;
        align();
        return Arrays.copyOf(counts, steps);
    }
}
