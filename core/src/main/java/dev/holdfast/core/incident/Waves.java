package dev.holdfast.core.incident;

import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Finds the period at which arrivals come in waves: the shift at which a series is most like itself.
final class Waves {
    /// What is less alike is no wave worth the name.
    private static final double ALIKE = 0.35;

    /// How far it must stand out from what arrivals without any rhythm show, in standard deviations of that: there are
    /// hundreds of shifts, and it is looked each second for as long as the server runs.
    private static final double CERTAIN = 5;

    /// The variance of the likeness of such arrivals, times the steps it is a mean of: each step was made of three, so
    /// neighbours are alike by two thirds and by one.
    private static final double OF_CHANCE = 1 + 2 * (4 / 9.0 + 1 / 9.0);

    /// Multiples of a period are periods too; the shortest that is nearly as good is the one.
    private static final double NEARLY = 0.8;

    /// Half a second; what is faster is no retry but a stream.
    private static final int SHORTEST = 5;

    /// So often a wave must have come.
    private static final int LEAST_WAVES = 3;

    /// Ten seconds: what comes at one moment comes in clumps, too, for as long as a busy machine takes to accept it.
    private static final int LEAST_STEPS = 100;

    private Waves() {}

    /// @param series arrivals a step of [Rate#STEP]
    /// @return absent where there are no waves
    static @Nullable Duration period(int[] series) {
        int[] arrivals = trimmed(series);
        if (toTheLast(arrivals).length < LEAST_STEPS) {
            return null;
        }
        double[] smooth = smooth(arrivals);
        int longest = smooth.length / LEAST_WAVES;
        if (longest <= SHORTEST) {
            return null;
        }
        double[] alike = new double[longest + 1];
        double variance = product(smooth, 0);
        if (variance == 0) {
            return null;
        }
        double best = 0;
        for (int shift = SHORTEST - 1; shift <= longest; shift++) {
            // The part that overlaps is shorter for a longer shift; a mean makes them comparable.
            alike[shift] = product(smooth, shift) / variance * smooth.length / (smooth.length - shift);
        }
        for (int shift = SHORTEST; shift < longest; shift++) {
            if (peak(alike, shift) && standsOut(alike[shift], smooth.length - shift)) {
                best = Math.max(best, alike[shift]);
            }
        }
        if (best == 0) {
            return null;
        }
        for (int shift = SHORTEST; shift < longest; shift++) {
            if (peak(alike, shift) && standsOut(alike[shift], smooth.length - shift) && alike[shift] >= NEARLY * best) {
                return inWaves(toTheLast(arrivals), shift)
                        ? Duration.ofNanos((long) ((shift + between(alike, shift)) * Rate.STEP))
                        : null;
            }
        }
        return null;
    }

    /// Whether there were waves enough, and hardly a gap among them: what came twice is alike at one shift,
    /// too, and has no rhythm yet.
    private static boolean inWaves(int[] arrivals, int period) {
        long[] sums = new long[(arrivals.length + period / 2) / period + 1];
        for (int step = 0; step < arrivals.length; step++) {
            sums[(step + period / 2) / period] += arrivals[step];
        }
        long highest = Arrays.stream(sums).max().orElse(0);
        long waves = Arrays.stream(sums).filter(sum -> sum * 4 >= highest).count();
        return waves >= LEAST_WAVES && waves * 2 >= sums.length;
    }

    /// @param steps that it is a mean of
    private static boolean standsOut(double alike, int steps) {
        return alike >= Math.max(ALIKE, CERTAIN * Math.sqrt(OF_CHANCE / steps));
    }

    private static boolean peak(double[] alike, int shift) {
        return alike[shift] > alike[shift - 1] && alike[shift] >= alike[shift + 1];
    }

    /// Where between the steps the top lies, by a parabola through three points.
    private static double between(double[] alike, int shift) {
        double left = alike[shift - 1];
        double right = alike[shift + 1];
        double bend = left - 2 * alike[shift] + right;
        return bend == 0 ? 0 : (left - right) / (2 * bend);
    }

    /// Without the quiet before the first arrival, which has no part in the waves.
    private static int[] trimmed(int[] series) {
        int from = 0;
        while (from < series.length && series[from] == 0) {
            from++;
        }
        return Arrays.copyOfRange(series, from, series.length);
    }

    private static int[] toTheLast(int[] series) {
        int to = series.length;
        while (to > 0 && series[to - 1] == 0) {
            to--;
        }
        return Arrays.copyOf(series, to);
    }

    /// Less its mean, and each step with its neighbours, since a client's timer does not keep to our steps.
    private static double[] smooth(int[] series) {
        double[] smooth = new double[series.length];
        double mean = 0;
        for (int i = 0; i < series.length; i++) {
            int from = Math.max(0, i - 1);
            int to = Math.min(series.length - 1, i + 1);
            for (int j = from; j <= to; j++) {
                smooth[i] += series[j];
            }
            mean += smooth[i] / series.length;
        }
        for (int i = 0; i < smooth.length; i++) {
            smooth[i] -= mean;
        }
        return smooth;
    }

    private static double product(double[] values, int shift) {
        double product = 0;
        for (int i = 0; i + shift < values.length; i++) {
            product += values[i] * values[i + shift];
        }
        return product;
    }
}
