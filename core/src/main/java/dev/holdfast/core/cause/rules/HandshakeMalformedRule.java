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

/// A request that is no opening handshake. The look-alike inside: a plain GET that still carries the WebSocket key is
/// no
/// client's doing, because no client sends one without the other; a box on the way removed the Upgrade header.
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
                        Initiator.NETWORK,
                        "Something between the client and us removed the Upgrade header from the opening handshake.",
                        evidence);
            case HEADERS_TOO_LARGE, URI_TOO_LONG ->
                Finding.proven(
                        Cause.HEADER_TOO_LARGE,
                        Initiator.CLIENT,
                        "The opening handshake was refused with " + problem.status() + ": " + problem.meaning() + ".",
                        evidence);
            case BAD_REQUEST, METHOD, HTTP_VERSION, BODY, HOST, NOT_AN_UPGRADE, KEY, VERSION ->
                Finding.proven(
                        Cause.HANDSHAKE_MALFORMED,
                        Initiator.CLIENT,
                        "The opening handshake was refused with " + problem.status() + ": " + problem.meaning() + ".",
                        evidence);
        };
    }
}
