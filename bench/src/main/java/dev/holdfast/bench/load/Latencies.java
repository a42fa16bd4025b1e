package dev.holdfast.bench.load;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/// Latencies of the messages that were due within the measured window, in nanoseconds. Owned by the generator's
/// thread.
final class Latencies {
    private static final long LONGEST = TimeUnit.MINUTES.toNanos(2);

    private final Histogram histogram = new Histogram(LONGEST, 3);
    private boolean begun;
    private boolean ended;
    private long from;
    private long to;

    void windowBegins(long now) {
        begun = true;
        from = now;
    }

    void windowEnds(long now) {
        ended = true;
        to = now;
    }

    /// A reply that arrives after the end still counts if its message was due before: leaving it out would hide
    /// exactly the slow ones.
    void record(long due, long now) {
        if (begun && due - from >= 0 && !(ended && due - to >= 0)) {
            histogram.recordValue(Math.clamp(now - due, 0, LONGEST));
        }
    }

    Histogram histogram() {
        return histogram;
    }
}
