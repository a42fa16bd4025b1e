package dev.holdfast.core.incident;

import java.util.Arrays;

/// Decides whether a value stands out in a distribution: whether so many others are equal to it that chance does not
/// explain it.
///
/// Equal means within 1 % altogether. Equal ones that ended in the same moment count as one: what began together and
/// was ended by one event is equal without any limit. Chance is judged by how many values lie nearby without being
/// equal: three equal ones among nothing else are a limit, three among a hundred that lie anywhere are not. And by how
/// often was asked: whoever looks at a million losses finds any likeness once, so each look may be less of a chance
/// than those before, and all that ever follow stay below one in ten together.
final class Spike {
    /// Timers of a program that is busy run this late, whatever they are set to.
    private static final long LATE_NANOS = 25_000_000;

    private static final double NEARBY = 1.35;

    /// How likely chance may be, at most, at each of the first looks.
    private static final double CHANCE = 5e-4;

    private static final long FIRST_LOOKS = 16;

    /// Losses that lie beside a limit, for each that chance makes equal to it.
    static final int BESIDE = 9;

    private Spike() {}

    /// How far from the limit a value may lie that is still called equal to it.
    static long tolerance(long nanos) {
        return Math.max(nanos / 200, LATE_NANOS);
    }

    static boolean equal(long a, long b) {
        return Math.abs(a - b) <= tolerance(Math.max(a, b));
    }

    /// Whether a value lies beside a limit, where chance brings so many as [#BESIDE] tells for each equal one.
    static boolean beside(long value, long limit) {
        return Math.abs(value - limit) <= (BESIDE + 1) * tolerance(limit);
    }

    /// @param values the last of which is asked about
    /// @param moments when each of them was seen
    /// @param least how many equal ones there must be in any case
    /// @param looks how many values were asked about until now, here and elsewhere
    /// @return how many moments have an equal value, or 0 where it does not stand out
    static int atLast(long[] values, long[] moments, int least, long looks) {
        int count = values.length;
        long value = values[count - 1];
        long tolerance = tolerance(value);
        double low = value / NEARBY;
        double high = value * NEARBY;
        long[] equal = new long[count];
        int found = 0;
        int nearby = 0;
        for (int i = 0; i < count; i++) {
            if (Math.abs(values[i] - value) <= tolerance) {
                equal[found++] = moments[i];
            } else if (values[i] >= low && values[i] <= high) {
                nearby++;
            }
        }
        if (found < least) {
            return 0;
        }
        int independent = apart(equal, found, 2 * tolerance);
        if (independent < least) {
            return 0;
        }
        double expected = (nearby + 1) * (2.0 * tolerance) / (high - low);
        double chance = chance(independent - 1, expected) * Math.max(1, count / 4.0);
        return chance < allowed(looks) ? independent : 0;
    }

    /// The sum over all looks is finite, as that of 1/n² is.
    private static double allowed(long looks) {
        double share = Math.min(1, (double) FIRST_LOOKS / Math.max(1, looks));
        return CHANCE * share * share;
    }

    /// How many of the moments are further apart than that.
    private static int apart(long[] moments, int count, long distance) {
        Arrays.sort(moments, 0, count);
        int different = 0;
        long last = 0;
        for (int i = 0; i < count; i++) {
            if (different == 0 || moments[i] - last > distance) {
                different++;
                last = moments[i];
            }
        }
        return different;
    }

    /// How likely so many others are, where so few are expected: the leading term of Poisson's distribution.
    private static double chance(int others, double expected) {
        double chance = 1;
        for (int i = 1; i <= others; i++) {
            chance *= expected / i;
        }
        return chance;
    }
}
