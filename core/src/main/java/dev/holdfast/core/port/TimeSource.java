package dev.holdfast.core.port;

import java.time.Instant;

/// Where time comes from. Tests own it.
public interface TimeSource {
    /// Monotonic nanoseconds, for durations and deadlines; never moves back and is unrelated to [#wall()].
    long nanos();

    /// The wall clock, for timestamps and token validity only.
    Instant wall();

    /// The machine's own clocks.
    TimeSource SYSTEM = new TimeSource() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public Instant wall() {
            return Instant.now();
        }
    };
}
