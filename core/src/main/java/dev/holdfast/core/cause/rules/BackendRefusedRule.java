package dev.holdfast.core.cause.rules;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.CauseRule;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Finding;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.evidence.Carrier;
import dev.holdfast.core.evidence.Fact;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A backend, or a box before it, that answered an opening handshake with something else than 101. That it
/// did is sure; what it meant is as sure as the status says. A browser's page learns none of it.
final class BackendRefusedRule implements CauseRule {
    @Override
    public @Nullable Finding examine(Case facts) {
        Fact.UpstreamRefused refused = facts.refusedByBackend();
        if (refused == null) {
            return null;
        }
        int status = refused.status();
        String path = facts.handshake().map(Fact.HandshakeReceived::path).orElse("?");
        Set<Carrier> carriers =
                facts.handshake().map(Fact.HandshakeReceived::carriers).orElse(Set.of());
        String origin = facts.handshake().map(Fact.HandshakeReceived::origin).orElse(null);
        List<String> evidence = new ArrayList<>();
        evidence.add("the backend " + facts.backend() + " answered " + status + " where 101 was expected");
        if (refused.server() != null) {
            evidence.add("it calls itself " + refused.server());
        }
        evidence.add("asked for " + path);
        facts.timeline()
                .first(Fact.Authenticated.class)
                .ifPresent(checked -> evidence.add(
                        "this gateway had let the client in by its credential (" + checked.method() + ")"));
        if (status >= 300 && status < 400) {
            if (refused.location() != null) {
                evidence.add("it leads to " + refused.location());
            }
            return found(
                    Cause.REDIRECT_ON_HANDSHAKE,
                    Confidence.PROVEN,
                    "The backend answered the opening handshake with a redirect (" + status
                            + "), which browsers do not follow.",
                    evidence);
        }
        return switch (status) {
            case 401 ->
                facts.timeline().has(Fact.Authenticated.class)
                        ? letInHere(evidence)
                        : authentication(Confidence.PROVEN, carriers, evidence);
            case 403 -> forbidden(carriers, origin, refused.server(), evidence);
            // Only who saw no Upgrade asks for one, and the gateway sends one on.
            case 426 ->
                found(
                                Cause.UPGRADE_HEADERS_NOT_FORWARDED,
                                Confidence.LIKELY,
                                "The backend asks for an upgrade (426) that the client had asked for: something between this"
                                        + " gateway and the backend took the header out.",
                                evidence)
                        .withFix(
                                "In nginx between this gateway and the backend: proxy_http_version 1.1; proxy_set_header"
                                        + " Upgrade $http_upgrade; proxy_set_header Connection \"upgrade\". Where nothing stands there,"
                                        + " the backend wants another version of the protocol than 13.");
            case 404, 405, 501 -> wrongPath(status, Confidence.LIKELY, evidence);
            case 200, 204 ->
                wrongPath(status, Confidence.LIKELY, evidence)
                        .withFix("A web page is served at this path, not a WebSocket: correct the URL, or switch "
                                + "WebSocket support on for this route in the backend and in what stands before it.");
            case 413, 414, 431 ->
                found(
                                Cause.HEADER_TOO_LARGE,
                                Confidence.PROVEN,
                                "The backend refused the opening handshake because its request line or headers were too large ("
                                        + status + ").",
                                evidence)
                        .withFix(
                                "Find the large header, usually cookies or a token, and shrink it; or raise the backend's "
                                        + "limit (Node: --max-http-header-size, nginx: large_client_header_buffers, uvicorn: "
                                        + "--h11-max-incomplete-event-size).");
            case 429 ->
                found(
                                Cause.RATE_LIMITED,
                                Confidence.LIKELY,
                                "The backend refused the opening handshake with 429: too many requests.",
                                evidence)
                        .withFix(
                                "Come back with growing pauses, and honour its Retry-After; if so many are wanted, raise the "
                                        + "backend's limit.");
            default -> other(status, evidence);
        };
    }

    /// Whether it was sent the credential is the configuration's to know.
    private static Finding letInHere(List<String> evidence) {
        return found(
                        Cause.HANDSHAKE_AUTH_REJECTED,
                        Confidence.PROVEN,
                        "The backend refused (401) a client that this gateway had let in.",
                        evidence)
                .withFix(
                        "Give gateway and backend the same key, issuer and audience, or let the backend take the user from the"
                                + " header that `proxy.identity-header` names. With `proxy.credential: remove` it gets no credential"
                                + " at all.");
    }

    private static Finding authentication(Confidence confidence, Set<Carrier> carriers, List<String> evidence) {
        evidence.add("credentials came by: " + Carrier.wordsAtGateway(carriers));
        return found(
                Cause.HANDSHAKE_AUTH_REJECTED,
                confidence,
                carriers.isEmpty()
                        ? "The backend wants a credential, and none was seen in the opening handshake."
                        : "The backend did not accept the credential of the opening handshake.",
                evidence);
    }

    /// The most ambiguous of all: no right, a wrong origin, or no such route (uvicorn answers so for each of
    /// them).
    private static Finding forbidden(
            Set<Carrier> carriers, @Nullable String origin, @Nullable String server, List<String> evidence) {
        evidence.add("credentials came by: " + Carrier.wordsAtGateway(carriers));
        evidence.add(origin == null ? "no Origin came" : "Origin: " + origin);
        if (BackendWords.isAsgi(server)) {
            evidence.add("ASGI servers answer 403 also where no WebSocket route has this path");
        }
        return new Finding(
                Cause.HANDSHAKE_AUTH_REJECTED,
                Confidence.POSSIBLE,
                Initiator.BACKEND,
                false,
                "The backend refused the opening handshake with 403.",
                evidence,
                "Look into the backend's log: a missing right, an Origin that it does not allow, or, in FastAPI and "
                        + "Starlette, a path without a WebSocket route or a close() before accept() all answer 403.");
    }

    private static Finding wrongPath(int status, Confidence confidence, List<String> evidence) {
        return found(
                        Cause.WRONG_PATH,
                        confidence,
                        "The backend has no WebSocket at this path: it answered " + status + ".",
                        evidence)
                .withFix(
                        "Correct the URL, or serve the path in the backend; look for a path prefix that a proxy adds or "
                                + "strips.");
    }

    private static Finding other(int status, List<String> evidence) {
        return status >= 500
                ? found(
                        Cause.BACKEND_ERROR,
                        Confidence.PROVEN,
                        // By these three a proxy says that it has nobody to ask.
                        (status >= 502 && status <= 504 ? "The backend, or a proxy before it," : "The backend")
                                + " answered the opening handshake with the error " + status + ".",
                        evidence)
                : found(
                        Cause.BACKEND_REFUSED_HANDSHAKE,
                        Confidence.PROVEN,
                        "The backend refused the opening handshake with " + status + ".",
                        evidence);
    }

    private static Finding found(Cause cause, Confidence confidence, String summary, List<String> evidence) {
        return new Finding(cause, confidence, Initiator.BACKEND, false, summary, evidence, cause.fix());
    }
}
