package dev.holdfast.auth.ticket;

import dev.holdfast.core.credential.UserIdRule;
import dev.holdfast.core.port.TimeSource;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Tickets that were issued and not used yet: 128 random bits each, good once, for some seconds. Kept in memory, so
/// they are good at the node that issued them, until it stops. Safe for use by many threads.
///
/// Only the SHA-256 of a ticket is kept and looked up. The look-up's timing then depends on a digest that a guesser
/// can't steer, and a heap dump holds no ticket.
public final class Tickets {
    private static final int RANDOM_BYTES = 16;
    /// 16 bytes in base64url without padding.
    private static final int TEXT_LENGTH = 22;

    private final TicketOptions options;
    private final TimeSource time;
    private final SecureRandom random;

    private final Object lock = new Object();
    private final Map<ByteBuffer, Ticket> byDigest = new HashMap<>(); // guarded by lock
    private final TreeSet<Ticket> byDeadline = new TreeSet<>(Ticket.SOONEST_FIRST); // guarded by lock
    private long issued; // guarded by lock

    /// @param deadline in nanoseconds of our time source; a jump of the wall clock does not touch it
    private record Ticket(ByteBuffer digest, String userId, long deadline, long number) {
        /// By difference, since nanoseconds may wrap.
        static final Comparator<Ticket> SOONEST_FIRST = (a, b) ->
                a.deadline == b.deadline ? Long.compare(a.number, b.number) : Long.signum(a.deadline - b.deadline);
    }

    /// What asking for a ticket came to.
    public sealed interface Issue {}

    /// Its text never appears in [#toString()].
    ///
    /// @param ticket 22 characters of base64url, for the query parameter
    /// @param expiresAt by the wall clock, for the one who asked; what decides is the monotonic one
    public record Issued(String ticket, Instant expiresAt) implements Issue {
        @Override
        public String toString() {
            return "Issued[expires " + expiresAt + "]";
        }
    }

    /// As many tickets as are kept are waiting for their use.
    ///
    /// @param capacity that many
    /// @param retryAfter when the first of them expires
    public record Full(int capacity, Duration retryAfter) implements Issue {}

    public Tickets(TicketOptions options, TimeSource time, SecureRandom random) {
        this.options = options;
        this.time = time;
        this.random = random;
    }

    /// A ticket with the configured lifetime.
    public Issue issue(String userId) {
        return issue(userId, options.lifetime());
    }

    /// @param userId who connects by this ticket
    /// @param lifetime more than nothing, at most [TicketOptions#MAX_LIFETIME]
    /// @throws IllegalArgumentException for a lifetime out of bounds or what is no user id ([UserIdRule]); says
    ///     which
    public Issue issue(String userId, Duration lifetime) {
        TicketOptions.requireLifetime(lifetime);
        String problem = UserIdRule.problem(userId);
        if (problem != null) {
            throw new IllegalArgumentException("the user id " + problem);
        }
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        ByteBuffer digest = digest(text);
        synchronized (lock) {
            long now = time.nanos();
            dropExpired(now);
            if (byDigest.size() >= options.capacity()) {
                return new Full(
                        options.capacity(), Duration.ofNanos(byDeadline.first().deadline() - now));
            }
            Ticket ticket = new Ticket(digest, userId, now + lifetime.toNanos(), issued++);
            byDigest.put(digest, ticket);
            byDeadline.add(ticket);
        }
        return new Issued(text, time.wall().plus(lifetime));
    }

    /// Uses the ticket up. Of many who try at once, one succeeds.
    ///
    /// @return whose it was; empty where it was never issued here, was used before or is too old
    public Optional<String> redeem(String text) {
        if (text.length() != TEXT_LENGTH) {
            return Optional.empty();
        }
        ByteBuffer digest = digest(text);
        @Nullable Ticket ticket;
        synchronized (lock) {
            dropExpired(time.nanos());
            ticket = byDigest.remove(digest);
            if (ticket != null) {
                byDeadline.remove(ticket);
            }
        }
        return Optional.ofNullable(ticket).map(Ticket::userId);
    }

    /// How many tickets wait for their use.
    public int waiting() {
        synchronized (lock) {
            dropExpired(time.nanos());
            return byDigest.size();
        }
    }

    /// Call with the lock held. Costs only as much as was issued before.
    private void dropExpired(long now) {
        while (!byDeadline.isEmpty() && byDeadline.first().deadline() - now <= 0) {
            byDigest.remove(byDeadline.removeFirst().digest());
        }
    }

    private static ByteBuffer digest(String text) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
