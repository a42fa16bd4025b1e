package dev.holdfast.server.connection;

import java.time.Duration;

/// How fast one client may send messages: a token bucket, on the time of the read, so that no clock is asked for a
/// message.
final class MessageRate {
    private final long costNanos;
    private final long mostNanos;
    private long budgetNanos;
    private long filledAt;

    /// @param burst messages that may come at once after a pause
    MessageRate(int perSecond, int burst, long now) {
        costNanos = Duration.ofSeconds(1).toNanos() / perSecond;
        mostNanos = costNanos * burst;
        budgetNanos = mostNanos;
        filledAt = now;
    }

    /// Counts one message.
    ///
    /// @return whether it came too fast
    boolean exceeded(long now) {
        budgetNanos = Math.min(mostNanos, budgetNanos + now - filledAt) - costNanos;
        filledAt = now;
        return budgetNanos < 0;
    }
}
