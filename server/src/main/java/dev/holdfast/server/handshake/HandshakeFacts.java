package dev.holdfast.server.handshake;

import dev.holdfast.core.credential.CredentialReading;
import dev.holdfast.core.credential.SubprotocolEntry;
import dev.holdfast.core.evidence.Carrier;
import dev.holdfast.core.evidence.Fact;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What of a request is kept as evidence: bounded, and without secrets.
public final class HandshakeFacts {
    /// Boxes between a client and us give themselves away by these.
    private static final Set<String> HOP_HEADERS = Set.of(
            "via",
            "forwarded",
            "x-forwarded-for",
            "x-forwarded-proto",
            "x-forwarded-host",
            "x-real-ip",
            "x-request-id",
            "x-amzn-trace-id",
            "x-amz-cf-id",
            "cf-ray",
            "cf-connecting-ip",
            "x-cloud-trace-context",
            "x-azure-ref",
            "x-envoy-external-address",
            "x-envoy-expected-rq-timeout-ms",
            "fly-request-id");

    private static final int MOST_SUBPROTOCOLS = 10;
    private static final String ATTEMPT = "attempt=";
    private static final Pattern ATTEMPT_ID = Pattern.compile("[A-Za-z0-9_-]{8,128}");

    private HandshakeFacts() {}

    public static Fact.HandshakeReceived of(RequestHead request, List<String> offered, CredentialReading reading) {
        return of(request, offered, present(reading));
    }

    /// @param carriers that hold a credential
    public static Fact.HandshakeReceived of(RequestHead request, List<String> offered, Set<Carrier> carriers) {
        return new Fact.HandshakeReceived(
                OpeningHandshake.cut(request.method()),
                OpeningHandshake.cut(request.path()),
                cut(request.first("host")),
                cut(request.first("origin")),
                cut(request.first("user-agent")),
                offered.stream()
                        .limit(MOST_SUBPROTOCOLS)
                        .map(SubprotocolEntry::redact)
                        .toList(),
                carriers,
                request.headers().stream()
                        .map(RequestHead.Header::name)
                        .filter(HOP_HEADERS::contains)
                        .distinct()
                        .sorted()
                        .toList());
    }

    private static Set<Carrier> present(CredentialReading reading) {
        return switch (reading) {
            case CredentialReading.Found found -> found.present();
            case CredentialReading.None none -> none.present();
            case CredentialReading.Conflict conflict -> conflict.present();
            case CredentialReading.Malformed malformed -> Set.of(malformed.carrier());
        };
    }

    /// The client's own id for this attempt, from the query.
    public static @Nullable String attempt(RequestHead request) {
        String query = request.query();
        if (query == null) {
            return null;
        }
        for (String pair : query.split("&", 100)) {
            if (pair.startsWith(ATTEMPT) && isAttempt(pair.substring(ATTEMPT.length()))) {
                return pair.substring(ATTEMPT.length());
            }
        }
        return null;
    }

    public static boolean isAttempt(String text) {
        return ATTEMPT_ID.matcher(text).matches();
    }

    private static @Nullable String cut(@Nullable String text) {
        return text == null ? null : OpeningHandshake.cut(text);
    }
}
