package dev.holdfast.core.cause.rules;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.CauseRule;
import dev.holdfast.core.cause.Finding;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.close.TransportEnd;
import dev.holdfast.core.evidence.Fact;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// TLS with the client never stood. A client that does not trust a certificate says so by an alert (RFC 8446 6.2),
/// which nobody but the one who ends TLS gets to see.
final class TlsFailedRule implements CauseRule {
    /// As the JDK tells it: `(unknown_ca) Received fatal alert: unknown_ca`, and of one that OpenSSL's
    /// clients send before they encrypt, `Unexpected plaintext alert received: Level: fatal; Alert:
    /// unknown_ca`.
    private static final Pattern ALERT = Pattern.compile("(?:fatal alert|; Alert): ([a-z_]+)");

    private static final List<String> UNTRUSTED = List.of(
            "bad_certificate",
            "unsupported_certificate",
            "certificate_revoked",
            "certificate_expired",
            "certificate_unknown",
            "unknown_ca");

    @Override
    public @Nullable Finding examine(Case facts) {
        // A FIN may have been seen first, which begins the end and says less.
        TransportEnd end = facts.timeline()
                .last(Fact.TransportEnded.class)
                .map(Fact.TransportEnded::end)
                .orElse(null);
        if (facts.timeline().has(Fact.HandshakeReceived.class)
                || !(end instanceof TransportEnd.Failed(String exception, String message))) {
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
        if (message.equals(TransportEnd.Failed.LEFT_AT_OUR_CERTIFICATE)) {
            return Finding.likely(
                    Cause.TLS_CERT_UNTRUSTED,
                    Initiator.CLIENT,
                    "The client went as soon as it had seen our certificate, without a word: most who do that do not trust "
                            + "it.",
                    List.of(message, "no TLS alert came", "no request was read"));
        }
        Matcher told = ALERT.matcher(message);
        if (!told.find()) {
            return Finding.likely(
                    Cause.TLS_HANDSHAKE_FAILED,
                    Initiator.UNKNOWN,
                    "TLS with the client could not be set up: " + message + ".",
                    List.of("TLS failed here: " + message, "no request was read"));
        }
        String alert = told.group(1);
        if (UNTRUSTED.contains(alert)) {
            return Finding.proven(
                    Cause.TLS_CERT_UNTRUSTED,
                    Initiator.CLIENT,
                    "The client did not trust the certificate it was shown: it said " + alert + ".",
                    List.of("TLS alert from the client: " + alert, "no request was read"));
        }
        return Finding.proven(
                Cause.TLS_HANDSHAKE_FAILED,
                Initiator.CLIENT,
                "The client ended TLS before it stood: it said " + alert + ".",
                List.of("TLS alert from the client: " + alert, "no request was read"));
    }
}
