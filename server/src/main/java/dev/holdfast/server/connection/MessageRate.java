package dev.holdfast.server.connection;

import java.time.Duration;

/// How fast one client may send messages: a token bucket, on the time of the read, so that no clock is asked
/// for a message.
///
/// While we do not read, the client may go on sending as fast as it is allowed, and all of it comes at once
/// afterwards. So that time is no time in which the bucket runs over: it is credit beside it. Credit is spent
/// after the bucket, and lapses once the client has been quiet for so long that nothing can wait any more.
/// Over its whole life a client gets no more than the rate and one burst.
final class MessageRate {
    /// Longer than a client is held up that still has something to send.
    private static final long QUIET = Duration.ofSeconds(5).toNanos();

    /// Of many pauses together; a single one may be longer.
    private static final long MOST_CREDIT = Duration.ofMinutes(1).toNanos();

    private final long costNanos;
    private final long mostNanos;
    private long budgetNanos;
    private long creditNanos;
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
        if (now - filledAt >= QUIET) {
            creditNanos = 0;
        }
        fill(now);
        budgetNanos -= costNanos;
        if (budgetNanos < 0 && creditNanos > 0) {
            long spent = Math.min(creditNanos, -budgetNanos);
            creditNanos -= spent;
            budgetNanos += spent;
        }
        return budgetNanos < 0;
    }

    /// Nothing was read for a while, on a ground of ours.
    void heldBack(long from, long to) {
        fill(from);
        filledAt = to;
        long pause = to - from;
        creditNanos = Math.min(creditNanos + pause, Math.max(pause, MOST_CREDIT));
    }

    private void fill(long now) {
        budgetNanos = Math.min(mostNanos, budgetNanos + now - filledAt);
        filledAt = now;
    }
}
