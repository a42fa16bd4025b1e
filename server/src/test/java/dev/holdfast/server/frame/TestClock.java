package dev.holdfast.server.frame;

import dev.holdfast.core.port.TimeSource;
import java.time.Duration;
import java.time.Instant;

/// Time that only the test moves. Starts shortly before the nanosecond counter wraps, as a real one may.
final class TestClock implements TimeSource {
    private long nanos = Long.MAX_VALUE - 1_000_000;
    int readings;

    @Override
    public long nanos() {
        readings++;
        return nanos;
    }

    @Override
    public Instant wall() {
        throw new AssertionError("a reader measures durations; it has no use for the wall clock");
    }

    void advance(Duration by) {
        nanos += by.toNanos();
    }
}
