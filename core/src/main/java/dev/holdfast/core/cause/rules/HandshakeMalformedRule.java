package dev.holdfast.core.cause.rules;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.CauseRule;
import dev.holdfast.core.cause.Finding;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.HandshakeProblem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A request that is no opening handshake. The look-alike inside: a plain GET that still carries the
/// WebSocket key is no client's doing, because no client sends one without the other; a box on the way
/// removed the Upgrade header.
final class HandshakeMalformedRule implements CauseRule {
    @Override
    public @Nullable Finding examine(Case facts) {
        Decision.HandshakeMalformed malformed = facts.decided(Decision.HandshakeMalformed.class);
        if (malformed == null) {
            return null;
        }
        HandshakeProblem problem = malformed.problem();
        List<String> evidence = new ArrayList<>();
        evidence.add(problem.meaning() + (malformed.detail().isEmpty() ? "" : ": " + malformed.detail()));
        List<String> hops = facts.handshake().map(Fact.HandshakeReceived::hops).orElse(List.of());
        if (!hops.isEmpty()) {
            evidence.add("headers of boxes in between: " + String.join(", ", hops));
        }
        return switch (problem) {
            case UPGRADE_STRIPPED ->
                Finding.proven(
                        Cause.UPGRADE_HEADERS_NOT_FORWARDED,
                        Initiator.SERVER,
                        "Something between the client and us removed the Upgrade header from the opening handshake.",
                        evidence);
            case HEADERS_TOO_LARGE -> refused(Cause.HEADER_TOO_LARGE, problem, evidence);
            case URI_TOO_LONG ->
                refused(Cause.HEADER_TOO_LARGE, problem, evidence)
                        .withFix("Take out of the URL what does not belong there, usually a token (send it by another "
                                + "carrier), or raise limits.request-line-bytes here and the same limit in every proxy "
                                + "before us.");
            case HTTP_VERSION ->
                refused(Cause.HANDSHAKE_MALFORMED, problem, evidence)
                        .withFix("Ask in HTTP/1.1; where nginx stands in front, that is proxy_http_version 1.1.");
            case BAD_REQUEST, METHOD, BODY, HOST, NOT_AN_UPGRADE, KEY, VERSION ->
                refused(Cause.HANDSHAKE_MALFORMED, problem, evidence);
        };
    }

    private static Finding refused(Cause cause, HandshakeProblem problem, List<String> evidence) {
        return Finding.proven(
                cause,
                Initiator.SERVER,
                "The opening handshake was refused with " + problem.status() + " because " + problem.meaning() + ".",
                evidence);
    }
}
