package dev.holdfast.core.incident;

import java.time.Duration;
import java.time.Instant;

/// Gives incidents their ids, and moments of the monotonic clock their time of day: from one reading of both clocks at
/// the beginning, so that a wall clock that is set later moves nothing.
final class Naming {
    private final Instant start;
    private final long startNanos;
    private long given;

    Naming(Instant start, long startNanos) {
        this.start = start;
        this.startNanos = startNanos;
    }

    /// Unique in this run, and in all runs that don't begin in the same second.
    String id() {
        return "i-" + Long.toString(start.getEpochSecond(), 36) + "-" + ++given;
    }

    Instant wall(long nanos) {
        return start.plusNanos(nanos - startNanos);
    }

    Duration sinceStart(long nanos) {
        return Duration.ofNanos(nanos - startNanos);
    }
}
