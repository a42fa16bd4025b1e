package dev.holdfast.proxy;

import dev.holdfast.core.credential.CarrierOptions;
import dev.holdfast.core.evidence.Carrier;
import dev.holdfast.server.handshake.OriginPolicy;
import dev.holdfast.server.handshake.RequestHead;
import dev.holdfast.server.options.Rejection;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who has to show who it is before anything of it goes on to a backend. What judges a credential is given to
/// the gateway as an authenticator.
///
/// @param asked who has to. Default nobody
/// @param carriers where a credential may travel. Not in the first message, which is the backend's
/// @param origins which pages may ask
/// @param rejection how a handshake that is not let in is answered
/// @param tokenGrace how long a connection stays after its token has expired
/// @param endAtExpiry whether it ends then at all
/// @param identityHeader in which the backend is told the user; `null` for none. Whatever a client sends
/// under that name, or one that is folded to it, is taken out of every request
/// @param removeCredential whether a credential that was checked is taken out of what the backend gets
public record AccessOptions(
        Asked asked,
        CarrierOptions carriers,
        OriginPolicy origins,
        Rejection rejection,
        Duration tokenGrace,
        boolean endAtExpiry,
        @Nullable String identityHeader,
        boolean removeCredential) {
    /// Without these a request would be another one, or they say who forwarded it.
    private static final Set<String> TAKEN = Set.of(
            "host",
            "connection",
            "upgrade",
            "origin",
            "authorization",
            "cookie",
            "content-length",
            "content-type",
            "transfer-encoding",
            "te",
            "trailer",
            "expect",
            "keep-alive",
            "forwarded",
            "via");

    private static final List<String> TAKEN_BEGINNINGS = List.of("sec-", "proxy-", "x-forwarded-");

    /// Who has to show who it is.
    public enum Asked {
        /// Nobody: who is let in is the backend's to decide.
        NONE,
        /// Whoever opens a WebSocket.
        HANDSHAKES,
        /// Whoever asks for anything.
        EVERYTHING
    }

    public AccessOptions {
        if (carriers.enabled().contains(Carrier.FIRST_MESSAGE)) {
            throw new IllegalArgumentException("a gateway reads no messages, so a credential can't come in one");
        }
        if (identityHeader != null && !mayNameUser(identityHeader)) {
            throw new IllegalArgumentException("identity-header: found " + identityHeader
                    + ", expected the name of a header of its own, like X-Authenticated-User");
        }
    }

    /// Nobody is asked.
    public static AccessOptions nobody() {
        return new AccessOptions(
                Asked.NONE,
                CarrierOptions.of(Set.of()),
                new OriginPolicy(List.of(), false, true),
                Rejection.AUTO,
                Duration.ZERO,
                true,
                null,
                false);
    }

    /// Whether a header of this name can be the one for the user.
    public static boolean mayNameUser(String header) {
        String folded = folded(header);
        return RequestHead.isToken(header)
                && !TAKEN.contains(folded)
                && TAKEN_BEGINNINGS.stream().noneMatch(folded::startsWith);
    }

    /// The name under which a header may reach the backend's program: CGI, WSGI and their likes know neither
    /// case nor the difference between `-` and `_`.
    public static String folded(String header) {
        return header.toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
