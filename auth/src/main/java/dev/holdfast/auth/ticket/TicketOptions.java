package dev.holdfast.auth.ticket;

import java.time.Duration;

/// How tickets are issued.
///
/// @param lifetime how long a ticket is good; 30 s, at most 10 min. It only has to last from its issue to the
///     handshake
/// @param capacity how many tickets that were not used yet are kept; 10,000. Beyond that issuing is refused until
///     some are used or expire
public record TicketOptions(Duration lifetime, int capacity) {
    public static final Duration DEFAULT_LIFETIME = Duration.ofSeconds(30);
    public static final Duration MAX_LIFETIME = Duration.ofMinutes(10);
    public static final int DEFAULT_CAPACITY = 10_000;

    /// @throws IllegalArgumentException for a value outside its bounds; says which and what was found
    public TicketOptions {
        requireLifetime(lifetime);
        if (capacity < 1 || capacity > 10_000_000) {
            throw new IllegalArgumentException(
                    "the number of tickets that are kept is " + capacity + ", expected 1 to 10000000");
        }
    }

    public static TicketOptions defaults() {
        return new TicketOptions(DEFAULT_LIFETIME, DEFAULT_CAPACITY);
    }

    static void requireLifetime(Duration lifetime) {
        if (!lifetime.isPositive() || lifetime.compareTo(MAX_LIFETIME) > 0) {
            throw new IllegalArgumentException("the lifetime of a ticket is " + lifetime + ", expected more than 0 s"
                    + " and at most " + MAX_LIFETIME + ": it travels in an address, which others may keep");
        }
    }
}
