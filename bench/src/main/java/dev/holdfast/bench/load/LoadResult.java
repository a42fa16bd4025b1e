package dev.holdfast.bench.load;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/// What one load measured.
///
/// @param window how long the measured window really was
/// @param sent messages sent within the window
/// @param answered right replies received within the window
/// @param latencies nanoseconds, of the messages due within the window
/// @param pings server pings answered, in the whole run
/// @param faults of the whole run, warm-up and close included; any makes the measurement void
/// @param firstFaults the first ones in words
public record LoadResult(
        Duration window,
        long sent,
        long answered,
        Histogram latencies,
        long pings,
        Map<Fault, Long> faults,
        List<String> firstFaults) {

    public double answeredPerSecond() {
        return answered / (window.toNanos() / (double) TimeUnit.SECONDS.toNanos(1));
    }

    /// @param percentile 0 to 100
    public double latencyMicros(double percentile) {
        return latencies.getValueAtPercentile(percentile) / 1e3;
    }

    public boolean isClean() {
        return faults.isEmpty();
    }
}
