package dev.holdfast.core.cause.rules;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.CauseRule;
import dev.holdfast.core.cause.Finding;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.evidence.AuthProblem;
import dev.holdfast.core.evidence.Carrier;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.Fact;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A page of another host that came without the cookie it would need. Told from a user who is not logged in
/// by the host: on the cookie's own host a browser would have sent it. Only LIKELY, because somebody who
/// never logged in sends none from anywhere.
final class CookieNotSentRule implements CauseRule {
    /// Carriers that a page could have used instead; the header is not one, browsers can't set it.
    private static final Set<Carrier> OF_PAGES =
            Set.copyOf(EnumSet.of(Carrier.SUBPROTOCOL, Carrier.TICKET, Carrier.FIRST_MESSAGE));

    @Override
    public @Nullable Finding examine(Case facts) {
        Decision.AuthRefused refused = facts.decided(Decision.AuthRefused.class);
        if (refused == null || !(refused.problem() instanceof AuthProblem.Missing(Set<Carrier> enabled))) {
            return null;
        }
        Fact.HandshakeReceived handshake = facts.handshake().orElse(null);
        if (handshake == null
                || handshake.origin() == null
                || handshake.host() == null
                || !enabled.contains(Carrier.COOKIE)
                || enabled.stream().anyMatch(OF_PAGES::contains)) {
            return null;
        }
        String page = host(handshake.origin());
        String asked = host(handshake.host());
        return page.equals(asked)
                ? null
                : Finding.likely(
                        Cause.COOKIE_NOT_SENT,
                        Initiator.SERVER,
                        "A page of " + page + " connected to " + asked
                                + " without the cookie that holds the credential: the browser kept it back, or nobody is "
                                + "logged in.",
                        List.of(
                                "Origin: " + handshake.origin(),
                                "Host: " + handshake.host(),
                                "accepted carriers: " + Carrier.words(enabled)));
    }

    /// `https://app.example.com:8443` and `app.example.com` are one host: cookies know no ports.
    private static String host(String text) {
        int scheme = text.indexOf("://");
        String authority = scheme < 0 ? text : text.substring(scheme + 3);
        int port = authority.lastIndexOf(':');
        boolean insideBrackets = authority.indexOf(']', Math.max(port, 0)) >= 0;
        return (port < 0 || insideBrackets ? authority : authority.substring(0, port)).toLowerCase(Locale.ROOT);
    }
}
