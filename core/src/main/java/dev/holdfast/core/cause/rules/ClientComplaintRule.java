package dev.holdfast.core.cause.rules;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.CauseRule;
import dev.holdfast.core.cause.Finding;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.cause.Phrases;
import dev.holdfast.core.close.CloseCode;
import dev.holdfast.core.close.CloseFrame;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A client that closes first and says that something is wrong. Chromium's reason texts name the violation it saw, so
/// here the server learns more than the page does (measured: "Invalid reserved bit" and others, with 1002). A reason is
/// the client's word and can be wrong or made up: nothing that rests on it is more than LIKELY.
final class ClientComplaintRule implements CauseRule {
    @Override
    public @Nullable Finding examine(Case facts) {
        CloseFrame frame = facts.closedByPeer();
        CloseCode code = frame == null ? null : frame.code();
        if (frame == null || code == null) {
            return null;
        }
        String reason = frame.reason().toLowerCase(Locale.ROOT);
        List<String> evidence = List.of("the client sent " + Phrases.frame(frame));
        return switch (code.value()) {
            case 1002 ->
                reason.contains("reserved bit") || reason.contains("rsv")
                        ? complaint(Cause.COMPRESSION_FRAME_MISMATCH, "a frame had a reserved bit set", evidence)
                        : complaint(Cause.MASKING_OR_FRAMING_ERROR, "a frame broke the protocol", evidence);
            case 1007 -> complaint(Cause.INVALID_UTF8, "a text message was not valid UTF-8", evidence);
            case 1009 -> complaint(Cause.MESSAGE_TOO_BIG, "a message was too big for it", evidence);
            case 1011 ->
                reason.contains("ping timeout") || reason.contains("keepalive") || reason.contains("heartbeat")
                        ? complaint(Cause.CLIENT_LIBRARY_TIMEOUT, "its own ping was not answered in time", evidence)
                        : error(frame, evidence);
            case 1003, 1008, 1010, 1012, 1013, 1014 -> error(frame, evidence);
            default -> null;
        };
    }

    private static Finding complaint(Cause cause, String what, List<String> evidence) {
        return Finding.likely(
                cause, Initiator.CLIENT, "The client closed the connection and says that " + what + ".", evidence);
    }

    private static Finding error(CloseFrame frame, List<String> evidence) {
        return Finding.proven(
                Cause.CLIENT_CLOSED_WITH_ERROR,
                Initiator.CLIENT,
                "The client closed the connection with the error code " + frame.reportedCode() + ".",
                evidence);
    }
}
