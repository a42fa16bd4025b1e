package dev.holdfast.server.options;

import dev.holdfast.core.evidence.Carrier;
import java.time.Duration;
import java.util.Set;

/// How a client shows who it is. What judges a credential is given to the server as an authenticator.
///
/// @param carriers where a credential may travel. Default header, subprotocol and ticket. Not cookie, which browsers
/// send with every site's handshake. First message is for plain clients: one on `holdfast.v1` may always bring its
/// token in `hello`, while on a plain connection the frames are the application's unless this says otherwise
/// @param cookie name of the cookie that carries a token. Default `token`
/// @param ticketParameter query parameter of the one-time ticket. Default `ticket`
/// @param firstMessageTimeout for the first message with the credential. Default 10 s (Centrifugo 10, Zuul 8)
/// @param tokenGrace after a token's expiry, for a refresh inside the connection. Default 25 s (Centrifugo)
/// @param withoutCredential who is let in without one
public record AuthOptions(
        Set<Carrier> carriers,
        String cookie,
        String ticketParameter,
        Duration firstMessageTimeout,
        Duration tokenGrace,
        WithoutCredential withoutCredential) {
    public AuthOptions {
        carriers = Set.copyOf(carriers);
        Check.between("first-message-timeout", firstMessageTimeout, Duration.ofMillis(100), Duration.ofMinutes(5));
        Check.between("token-grace", tokenGrace, Duration.ZERO, Duration.ofHours(1));
    }

    public static AuthOptions defaults() {
        return new AuthOptions(
                Set.of(Carrier.HEADER, Carrier.SUBPROTOCOL, Carrier.TICKET),
                "token",
                "ticket",
                Duration.ofSeconds(10),
                Duration.ofSeconds(25),
                WithoutCredential.REFUSE);
    }

    /// What becomes of a client without a credential.
    public enum WithoutCredential {
        /// Refused as `token-missing`, once the first message has not brought one either.
        REFUSE,
        /// Let in as the user `anonymous`.
        ANONYMOUS,
        /// Let in as a temporary user `dev-temp-…`, with a warning each time. Development only.
        DEVELOPMENT_USER
    }
}
