package dev.holdfast.server.health;

import java.time.Duration;

/// How late one thread gets round to a probe that it plans again and again: a stall of it is at least that
/// long. Written by that thread, read by any. A stall that goes on counts already, so that what it makes
/// others do is explained while it lasts.
public final class Stalls {
    /// For how long a stall is remembered.
    public static final Duration WINDOW = Duration.ofMinutes(1);

    private volatile long plannedAt = Long.MAX_VALUE;
    private volatile long newest;
    private volatile long worst;
    private volatile long worstEndedAt = Long.MIN_VALUE;

    /// @param length zero where there was none
    /// @param since it ended; zero where it goes on
    public record Stall(Duration length, Duration since) {}

    /// The thread plans its next probe.
    ///
    /// @param at in nanoseconds of the machine's monotonic clock
    public void planned(long at) {
        plannedAt = at;
    }

    /// The thread has got round to it.
    public void arrived(long now) {
        long late = Math.max(0, now - plannedAt);
        newest = late;
        if (late >= worst || forgotten(now)) {
            worst = late;
            worstEndedAt = now;
        }
        plannedAt = Long.MAX_VALUE;
    }

    /// The newest measured one, or the one that goes on.
    public Duration newest(long now) {
        return Duration.ofNanos(Math.max(newest, overdue(now)));
    }

    /// The longest of the window.
    public Stall longest(long now) {
        long overdue = overdue(now);
        long remembered = forgotten(now) ? 0 : worst;
        return overdue > 0 && overdue >= remembered
                ? new Stall(Duration.ofNanos(overdue), Duration.ZERO)
                : new Stall(
                        Duration.ofNanos(remembered),
                        remembered == 0 ? Duration.ZERO : Duration.ofNanos(now - worstEndedAt));
    }

    private boolean forgotten(long now) {
        return worstEndedAt == Long.MIN_VALUE || now - worstEndedAt > WINDOW.toNanos();
    }

    private long overdue(long now) {
        long planned = plannedAt;
        return planned == Long.MAX_VALUE ? 0 : Math.max(0, now - planned);
    }
}
