package dev.holdfast.observe.http;

import java.time.Duration;
import java.time.Instant;

/// Issues one-time tickets with which a browser connects. Safe for use by many threads.
@FunctionalInterface
public interface TicketIssuer {
    Issue issue(String user);

    /// What asking for a ticket came to.
    sealed interface Issue {}

    /// Its text never appears in [#toString()].
    ///
    /// @param ticket what the client puts into its query
    /// @param expiresAt by the wall clock
    record Issued(String ticket, Instant expiresAt) implements Issue {
        @Override
        public String toString() {
            return "Issued[expires " + expiresAt + "]";
        }
    }

    /// @param problem what is wrong with the user id, as a clause that follows its name
    record Refused(String problem) implements Issue {}

    /// Too many tickets wait for their use.
    record Full(Duration retryAfter) implements Issue {}
}
