package dev.holdfast.doctor.analyze.study;

/// Finds the step from which on something is much more frequent than before.
final class Onset {
    /// So often it must be seen from then on, and so many times as often as before.
    private static final int LEAST = 5;

    private static final double TIMES = 3;

    private Onset() {}

    /// By the greatest distance of the running sum from an even course.
    ///
    /// @return -1 where there is none: where it was there from the beginning, or never became frequent
    static int of(long[] counts) {
        long total = 0;
        for (long each : counts) {
            total += each;
        }
        double even = (double) total / counts.length;
        double sum = 0;
        double lowest = 0;
        int at = 0;
        for (int i = 0; i < counts.length; i++) {
            if (sum - i * even < lowest) {
                lowest = sum - i * even;
                at = i;
            }
            sum += counts[i];
        }
        // What begins with the log itself is no change.
        if (at <= counts.length / 30) {
            return -1;
        }
        long before = 0;
        for (int i = 0; i < at; i++) {
            before += counts[i];
        }
        long after = total - before;
        double usual = (double) before / at;
        double since = (double) after / (counts.length - at);
        return after >= LEAST && since >= TIMES * usual ? at : -1;
    }
}
