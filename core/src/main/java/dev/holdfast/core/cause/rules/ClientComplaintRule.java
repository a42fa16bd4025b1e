package dev.holdfast.core.cause.rules;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.CauseRule;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Finding;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.cause.Phrases;
import dev.holdfast.core.close.CloseCode;
import dev.holdfast.core.close.CloseFrame;
import dev.holdfast.core.evidence.Fact;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A client that closes first and says that something is wrong. Chromium's reason texts name the violation it
/// saw, so here the server learns more than the page does (measured: "Invalid reserved bit" and others, with
/// 1002). A reason is the client's word and can be wrong or made up: nothing that rests on it is more than
/// LIKELY.
///
/// What it complains of is what arrived there, so the fix is the other way round from the same fault in what
/// arrives here.
final class ClientComplaintRule implements CauseRule {
    private static final String REWRITTEN =
            "Look at what stands between this server and the client and may rewrite bytes, then at the client's library; "
                    + "a capture of both ends shows where the bytes change.";

    @Override
    public @Nullable Finding examine(Case facts) {
        CloseFrame frame = facts.closedByPeer();
        CloseCode code = frame == null ? null : frame.code();
        if (frame == null || code == null) {
            return null;
        }
        return switch (code.value()) {
            case 1002 -> protocolError(frame);
            case 1007 -> notUtf8(said(frame));
            case 1009 ->
                complaint(Cause.MESSAGE_TOO_BIG, "a message was too big for it", said(frame))
                        .withFix("Send it in parts, or raise the client's own limit (and the same limit in what stands "
                                + "between); never send the same message again.");
            case 1003, 1008, 1010, 1011 -> error(facts, frame);
            // The IANA registry gives these to servers and gateways, so no client library sends them by
            // itself.
            case 1012, 1013, 1014 ->
                new Finding(
                        Cause.CLIENT_CLOSED_WITH_ERROR,
                        Confidence.LIKELY,
                        Initiator.UNKNOWN,
                        false,
                        "The connection was closed from the client's side with " + code
                                + ", a code that servers and gateways use.",
                        said(frame),
                        "Look at what stands between the client and us first: it may have restarted, been overloaded or "
                                + "lost its other side.");
            default -> null;
        };
    }

    private static Finding protocolError(CloseFrame frame) {
        String reason = frame.reason().toLowerCase(Locale.ROOT);
        if (reason.contains("reserved bit") || reason.contains("rsv")) {
            return complaint(Cause.COMPRESSION_FRAME_MISMATCH, "a frame had a reserved bit set", said(frame));
        }
        // Chromium's answer to bad UTF-8 is 1002 and a reason, where RFC 6455 8.1 has 1007 (measured).
        return reason.contains("utf-8")
                ? notUtf8(said(frame))
                : complaint(Cause.MASKING_OR_FRAMING_ERROR, "a frame broke the protocol", said(frame))
                        .withFix(REWRITTEN);
    }

    private static Finding complaint(Cause cause, String what, List<String> evidence) {
        return Finding.likely(
                cause, Initiator.CLIENT, "The client closed the connection and says that " + what + ".", evidence);
    }

    private static Finding notUtf8(List<String> evidence) {
        return complaint(Cause.INVALID_UTF8, "a text message was not valid UTF-8", evidence)
                .withFix(REWRITTEN);
    }

    /// A box in between that takes frames apart sends such codes of its own: for a policy, or a fault in it.
    private static Finding error(Case facts, CloseFrame frame) {
        List<String> hops = facts.handshake().map(Fact.HandshakeReceived::hops).orElse(List.of());
        if (!hops.isEmpty()) {
            return Finding.likely(
                    Cause.CLIENT_CLOSED_WITH_ERROR,
                    Initiator.UNKNOWN,
                    "The client, or a box between it and us, closed the connection with the error code "
                            + frame.reportedCode() + ".",
                    List.of(
                            "the client sent " + Phrases.frame(frame),
                            "boxes in between that could have written it: " + String.join(", ", hops)));
        }
        return Finding.proven(
                Cause.CLIENT_CLOSED_WITH_ERROR,
                Initiator.CLIENT,
                "The client's side closed the connection with the error code " + frame.reportedCode() + ".",
                said(frame));
    }

    private static List<String> said(CloseFrame frame) {
        return List.of("the client sent " + Phrases.frame(frame));
    }
}
