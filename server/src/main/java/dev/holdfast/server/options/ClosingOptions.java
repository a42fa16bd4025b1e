package dev.holdfast.server.options;

import java.time.Duration;

/// How long an end may take.
///
/// @param timeout for the peer's answer to our close frame, and for taking what is still queued. Default 5 s; then TCP
/// is aborted. Counts from the decision
public record ClosingOptions(Duration timeout) {
    public ClosingOptions {
        Check.between("timeout", timeout, Duration.ofMillis(50), Duration.ofMinutes(2));
    }

    public static ClosingOptions defaults() {
        return new ClosingOptions(Duration.ofSeconds(5));
    }
}
