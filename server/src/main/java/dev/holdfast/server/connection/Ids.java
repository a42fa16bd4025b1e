package dev.holdfast.server.connection;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/// Ids for connections and errors: unique over restarts, short enough to read out, and nothing to be guessed from them
/// is worth anything.
public final class Ids {
    private static final int RADIX = 36;
    private static final long STARTS = 36L * 36 * 36 * 36 * 36 * 36;

    private final String start;
    private final AtomicLong connections = new AtomicLong();
    private final AtomicLong errors = new AtomicLong();

    /// @param random tells this start of the server from every other
    public Ids(SecureRandom random) {
        start = Long.toString(random.nextLong(STARTS), RADIX);
    }

    public String connection() {
        return "c" + start + "-" + Long.toString(connections.incrementAndGet(), RADIX);
    }

    public String error() {
        return "e" + start + "-" + Long.toString(errors.incrementAndGet(), RADIX);
    }
}
