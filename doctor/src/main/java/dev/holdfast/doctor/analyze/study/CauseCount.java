package dev.holdfast.doctor.analyze.study;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Explanation;
import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.doctor.analyze.measure.Clock;
import dev.holdfast.doctor.analyze.measure.Series;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How often one cause ended connections, with its best example.
final class CauseCount {
    private final Cause cause;
    private final Series series;
    private final long[] byConfidence = new long[Confidence.values().length];
    private long expected;
    private @Nullable EndRecord example;

    CauseCount(Cause cause, Clock clock) {
        this.cause = cause;
        this.series = new Series(clock);
    }

    void add(EndRecord end, Instant at) {
        Explanation why = end.explanation();
        series.add(at);
        byConfidence[why.confidence().ordinal()]++;
        if (why.expected()) {
            expected++;
        }
        // The surest that was seen; of equals the first, where the trouble began.
        if (example == null || why.confidence().compareTo(example.explanation().confidence()) < 0) {
            example = end;
        }
    }

    /// An end is counted elsewhere now.
    void takeBack(Confidence confidence, boolean wasExpected, String connectionId, Instant at) {
        series.add(at, -1);
        byConfidence[confidence.ordinal()]--;
        if (wasExpected) {
            expected--;
        }
        if (example != null && example.info().connectionId().equals(connectionId)) {
            example = null;
        }
    }

    Cause cause() {
        return cause;
    }

    Series series() {
        return series;
    }

    long of(Confidence confidence) {
        return byConfidence[confidence.ordinal()];
    }

    long expected() {
        return expected;
    }

    @Nullable
    EndRecord example() {
        return example;
    }
}
