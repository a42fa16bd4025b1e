package dev.holdfast.core.cause.rules;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.CauseRule;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Finding;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.cause.Phrases;
import dev.holdfast.core.close.CloseFrame;
import dev.holdfast.core.close.TransportEnd;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.Leg;
import dev.holdfast.core.evidence.Timeline;
import dev.holdfast.core.evidence.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A frame that broke RFC 6455 passed through a gateway, and its receiver ended the connection over it. The gateway saw
/// which leg the frame came from, so it is known who wrote it, or what stands before him; whoever closed is
/// only the one who noticed.
///
/// Proven where the receiver says so by its code. A receiver that just drops TCP at once (measured: Firefox)
/// may have had another reason.
final class RelayedFlawRule implements CauseRule {
    private static final Duration AT_ONCE = Duration.ofSeconds(2);
    private static final int PROTOCOL_ERROR = 1002;

    @Override
    public @Nullable Finding examine(Case facts) {
        Timeline.Entry flawed =
                facts.timeline().firstEntry(Fact.FrameFlaw.class).orElse(null);
        if (flawed == null || !(flawed.fact() instanceof Fact.FrameFlaw flaw)) {
            return null;
        }
        Duration after = facts.endingAt().minus(flawed.at());
        boolean fromBackend = flaw.from() == Leg.UPSTREAM;
        if (after.isNegative() || (after.compareTo(AT_ONCE) > 0 && flaw.kind() != Violation.HTTP_AFTER_UPGRADE)) {
            return null;
        }
        CloseFrame receivers = fromBackend ? facts.closedByPeer() : facts.closedByBackend();
        TransportEnd lost = fromBackend ? facts.lostTransport() : facts.lostBackend();
        CloseFrame writers = fromBackend ? facts.closedByBackend() : facts.closedByPeer();
        List<String> evidence = new ArrayList<>();
        evidence.add(flaw.from().word() + ": " + flaw.kind().meaning() + " (" + flaw.detail() + "), in what "
                + (fromBackend ? "the backend" : "the client") + " sent");
        if (flaw.kind() == Violation.CLOSE_CODE && writers != null) {
            return found(
                    flaw,
                    Confidence.PROVEN,
                    evidence,
                    "closed the connection with a code that may not be on the wire, " + writers.reportedCode());
        }
        if (receivers != null) {
            evidence.add((fromBackend ? "downstream: the client" : "upstream: the backend") + " answered "
                    + Phrases.time(after) + " later with " + Phrases.frame(receivers));
            return found(
                    flaw,
                    receivers.reportedCode() == PROTOCOL_ERROR ? Confidence.PROVEN : Confidence.LIKELY,
                    evidence,
                    "sent what breaks the protocol: " + flaw.kind().meaning());
        }
        if (lost != null) {
            evidence.add((fromBackend
                            ? "downstream: " + Phrases.transport(lost)
                            : "upstream: " + Phrases.backendTransport(lost))
                    + " " + Phrases.time(after) + " later");
            return found(
                    flaw,
                    Confidence.LIKELY,
                    evidence,
                    "sent what breaks the protocol: " + flaw.kind().meaning());
        }
        // Who writes HTTP into an upgraded connection mostly ends it himself.
        return flaw.kind() == Violation.HTTP_AFTER_UPGRADE
                        && (writers != null || (fromBackend ? facts.lostBackend() : facts.lostTransport()) != null)
                ? found(
                        flaw,
                        Confidence.PROVEN,
                        evidence,
                        "sent what breaks the protocol: " + flaw.kind().meaning())
                : null;
    }

    private static Finding found(Fact.FrameFlaw flaw, Confidence confidence, List<String> evidence, String what) {
        boolean fromBackend = flaw.from() == Leg.UPSTREAM;
        Cause cause = switch (flaw.kind()) {
            case RESERVED_BIT -> Cause.COMPRESSION_FRAME_MISMATCH;
            case HTTP_AFTER_UPGRADE -> Cause.STREAM_CORRUPTED;
            default -> Cause.MASKING_OR_FRAMING_ERROR;
        };
        return new Finding(
                cause,
                confidence,
                fromBackend ? Initiator.BACKEND : Initiator.CLIENT,
                false,
                (fromBackend ? "The backend " : "The client ") + what + ".",
                evidence,
                fix(cause, fromBackend));
    }

    private static String fix(Cause cause, boolean fromBackend) {
        String writer = fromBackend ? "the backend" : "the client";
        return switch (cause) {
            case COMPRESSION_FRAME_MISMATCH ->
                "Compare Sec-WebSocket-Extensions on both sides of whatever stands between this gateway and " + writer
                        + ": it is forwarded or stripped in one direction only; or switch permessage-deflate off there.";
            case STREAM_CORRUPTED ->
                fromBackend
                        ? "Keep middleware (error pages, compression, request timeouts) away from upgraded connections in the "
                                + "backend: it wrote an HTTP answer after the 101."
                        : cause.fix();
            default ->
                "Update the WebSocket library of " + writer
                        + ", or look at what rewrites bytes between it and this gateway.";
        };
    }
}
