package dev.holdfast.auth;

import dev.holdfast.core.port.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/// A clock that moves only when the test says so. Its nanoseconds begin near their end, as a machine's may.
public final class TesterTime implements TimeSource {
    private record Now(long nanos, Instant wall) {}

    private final AtomicReference<Now> now = new AtomicReference<>(
            new Now(Long.MAX_VALUE - Duration.ofSeconds(5).toNanos(), Instant.parse("2026-11-23T09:00:00Z")));

    @Override
    public long nanos() {
        return now.get().nanos();
    }

    @Override
    public Instant wall() {
        return now.get().wall();
    }

    public void advance(Duration by) {
        now.updateAndGet(it -> new Now(it.nanos() + by.toNanos(), it.wall().plus(by)));
    }

    /// As NTP or an operator does; the monotonic clock does not notice.
    public void jumpWall(Duration by) {
        now.updateAndGet(it -> new Now(it.nanos(), it.wall().plus(by)));
    }
}
