package dev.holdfast.core.incident;

import java.time.Duration;
import java.util.Arrays;

/// Counts what happens, in steps of 100 ms over the last two minutes.
final class Rate {
    static final long STEP = 100_000_000L;
    private static final int STEPS = 1200;

    private final int[] steps = new int[STEPS];
    private final long first;
    private long newest;
    private long total;

    Rate(long nowNanos) {
        first = nowNanos / STEP;
        newest = first;
    }

    void add(long nowNanos) {
        advance(nowNanos);
        steps[place(newest)]++;
        total++;
    }

    private void advance(long nowNanos) {
        long now = Math.max(newest, nowNanos / STEP);
        if (now - newest >= STEPS) {
            Arrays.fill(steps, 0);
            total = 0;
        } else {
            for (long step = newest + 1; step <= now; step++) {
                total -= steps[place(step)];
                steps[place(step)] = 0;
            }
        }
        newest = now;
    }

    private static int place(long step) {
        return Math.floorMod(step, STEPS);
    }

    /// How many there were in the last while.
    long within(long nowNanos, Duration window) {
        advance(nowNanos);
        return sum(newest - steps(window) + 1, newest);
    }

    /// How many there were in as long a while before that, as a mean of what is remembered.
    double usual(long nowNanos, Duration window) {
        advance(nowNanos);
        long before = newest - steps(window);
        long oldest = Math.max(first, newest - STEPS + 1);
        return before < oldest ? 0 : (double) (total - sum(before + 1, newest)) * steps(window) / (before - oldest + 1);
    }

    /// The last while, step by step, oldest first.
    int[] series(long nowNanos, Duration window) {
        advance(nowNanos);
        int[] series = new int[(int) steps(window)];
        for (int i = 0; i < series.length; i++) {
            series[i] = steps[place(newest - series.length + 1 + i)];
        }
        return series;
    }

    private static long steps(Duration window) {
        return Math.clamp(window.toNanos() / STEP, 1, STEPS);
    }

    private long sum(long from, long to) {
        long sum = 0;
        for (long step = from; step <= to; step++) {
            sum += steps[place(step)];
        }
        return sum;
    }
}
