package dev.holdfast.server.options;

import java.time.Duration;

/// What happens when the application's handler fails.
///
/// @param errorLimit failures in a row that end the connection. Default 5
/// @param backoffInitial pause after the first failure. Default 0.1 s, doubling with each in a row
/// @param backoffMax Default 5 s
/// @param mailbox messages of one connection that may wait for its handler; then reading from it stops. Default 256
public record LoopOptions(int errorLimit, Duration backoffInitial, Duration backoffMax, int mailbox) {
    public LoopOptions {
        Check.between("error-limit", errorLimit, 1, 1_000_000);
        Check.between("backoff-initial", backoffInitial, Duration.ZERO, Duration.ofMinutes(1));
        Check.between("backoff-max", backoffMax, Duration.ZERO, Duration.ofMinutes(10));
        Check.between("mailbox", mailbox, 1, 1_000_000);
    }

    public static LoopOptions defaults() {
        return new LoopOptions(5, Duration.ofMillis(100), Duration.ofSeconds(5), 256);
    }
}
