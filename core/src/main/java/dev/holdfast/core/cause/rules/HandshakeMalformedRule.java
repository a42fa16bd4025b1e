package dev.holdfast.core.cause.rules;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.CauseRule;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Finding;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.evidence.ClientReport;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.HandshakeProblem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A request that is no opening handshake.
///
/// The look-alike inside: a GET that carries the WebSocket key and does not ask for the upgrade. No WebSocket
/// API sends one without the other, so a box on the way removed it. But whoever makes a request by hand can
/// leave it out: a health check that sets the key alone, a program whose HTTP library refuses to send
/// `Upgrade`, curl, which takes it out by itself when it speaks HTTP/2, also of a browser's request with all
/// its headers that was copied for it. A header of a box shows that there was a box, not that it removed
/// anything. So PROVEN only where the client reports on this very attempt: what reports is a page or a
/// program that made it by a WebSocket API. LIKELY where a box or a page shows, else POSSIBLE.
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
            case UPGRADE_STRIPPED -> withoutUpgrade(facts, hops, evidence);
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

    private static Finding withoutUpgrade(Case facts, List<String> hops, List<String> evidence) {
        ClientReport report = facts.report();
        boolean byApi = report != null && !report.sawItOpen();
        String origin = facts.handshake().map(Fact.HandshakeReceived::origin).orElse(null);
        if (byApi) {
            evidence.add("the client reports this attempt: a WebSocket API made it, and none leaves the header out");
        } else {
            if (origin != null) {
                evidence.add("Origin: " + origin + "; a browser's WebSocket always sends the header");
            }
            evidence.add("a request that was made by hand, without the header, would look the same");
        }
        boolean likely = origin != null || !hops.isEmpty();
        return new Finding(
                Cause.UPGRADE_HEADERS_NOT_FORWARDED,
                byApi ? Confidence.PROVEN : likely ? Confidence.LIKELY : Confidence.POSSIBLE,
                Initiator.SERVER,
                false,
                byApi || likely
                        ? "Something between the client and us removed the Upgrade header from the opening handshake."
                        : "The opening handshake came without its Upgrade header: something between the client and us"
                                + " removed it, or the client did not send it.",
                evidence,
                Cause.UPGRADE_HEADERS_NOT_FORWARDED.fix());
    }

    private static Finding refused(Cause cause, HandshakeProblem problem, List<String> evidence) {
        return Finding.proven(
                cause,
                Initiator.SERVER,
                "The opening handshake was refused with " + problem.status() + " because " + problem.meaning() + ".",
                evidence);
    }
}
