package dev.holdfast.core.cause.rules;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.CauseRule;
import dev.holdfast.core.cause.Finding;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.close.TransportEnd;
import dev.holdfast.core.evidence.Fact;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// TLS with the client never stood. A client that does not trust a certificate says so by an alert (RFC 8446 6.2),
/// which nobody but the one who ends TLS gets to see.
final class TlsFailedRule implements CauseRule {
    private static final String ALERT = "Received fatal alert: ";
    private static final List<String> UNTRUSTED = List.of(
            "bad_certificate",
            "unsupported_certificate",
            "certificate_revoked",
            "certificate_expired",
            "certificate_unknown",
            "unknown_ca");

    @Override
    public @Nullable Finding examine(Case facts) {
        if (facts.timeline().has(Fact.HandshakeReceived.class)
                || !(facts.lostTransport() instanceof TransportEnd.Failed(String exception, String message))) {
            return null;
        }
        String name = exception.substring(exception.lastIndexOf('.') + 1);
        if (name.equals("NotSslRecordException")) {
            return Finding.proven(
                    Cause.TLS_HANDSHAKE_FAILED,
                    Initiator.CLIENT,
                    "The client's first bytes were no TLS, and this port speaks nothing else.",
                    List.of("no TLS record came", "no request was read"));
        }
        if (!exception.startsWith("javax.net.ssl.")) {
            return null;
        }
        // The JDK puts the alert in brackets before it, too: `(unknown_ca) Received fatal alert: unknown_ca`.
        int told = message.indexOf(ALERT);
        String alert = told < 0 ? null : message.substring(told + ALERT.length());
        if (alert != null && UNTRUSTED.contains(alert)) {
            return Finding.proven(
                    Cause.TLS_CERT_UNTRUSTED,
                    Initiator.CLIENT,
                    "The client did not trust the certificate it was shown: it said " + alert + ".",
                    List.of("TLS alert from the client: " + alert, "no request was read"));
        }
        return Finding.proven(
                Cause.TLS_HANDSHAKE_FAILED,
                alert == null ? Initiator.SERVER : Initiator.CLIENT,
                alert == null
                        ? "TLS with the client could not be set up: " + message + "."
                        : "The client ended TLS before it stood: it said " + alert + ".",
                List.of(
                        alert == null ? "TLS failed here: " + message : "TLS alert from the client: " + alert,
                        "no request was read"));
    }
}
