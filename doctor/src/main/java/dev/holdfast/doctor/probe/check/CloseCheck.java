package dev.holdfast.doctor.probe.check;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.cause.Phrases;
import dev.holdfast.doctor.probe.finding.Severity;
import dev.holdfast.doctor.probe.wire.Attempt;
import dev.holdfast.doctor.probe.wire.Conversation.Closing;
import dev.holdfast.doctor.probe.wire.Got;
import java.util.List;

/// Whether the server answers a close frame, and ends TCP behind it.
final class CloseCheck implements Check {
    @Override
    public String name() {
        return "close";
    }

    @Override
    public String title() {
        return "Closing handshake";
    }

    @Override
    public void run(Examination examination, Notes notes) {
        notes.doing("closing");
        Attempt attempt = examination.connect(examination.usual());
        if (attempt == null) {
            notes.note("connection", "did not come about this time");
            return;
        }
        try (attempt) {
            Closing closing = attempt.conversation().close();
            if (closing.answered() == null || closing.reply() == null) {
                unanswered(notes, closing);
                return;
            }
            notes.good(
                    "close frame with code 1000",
                    "answered in " + Phrases.time(closing.answered()) + " with "
                            + Phrases.codeAndReason(closing.reply()));
            if (closing.ended() == null) {
                notes.note("TCP", "was not ended by the server, which RFC 6455 7.1.1 asks to be the first");
            } else {
                notes.good("TCP", "ended by the server " + Phrases.time(closing.ended()) + " later");
            }
        }
    }

    private static void unanswered(Notes notes, Closing closing) {
        if (closing.instead() instanceof Got.Broken(var kind, String detail)) {
            notes.bad("close frame with code 1000", "answered by breaking the protocol: " + kind.meaning());
            notes.found(
                    Severity.FAULT,
                    "The answer to a close frame breaks the protocol",
                    Explained.as(
                            Cause.MASKING_OR_FRAMING_ERROR,
                            Confidence.PROVEN,
                            Initiator.BACKEND,
                            "A close frame was answered with bytes that no client takes: " + kind.meaning() + ".",
                            List.of("sent: code 1000", kind.meaning() + " (" + detail + "), in what came back"),
                            Cause.MASKING_OR_FRAMING_ERROR.fix()));
            return;
        }
        if (closing.instead() instanceof Got.TooLong(long bytes)) {
            notes.note("close frame with code 1000", "a message of " + bytes + " bytes came first");
            return;
        }
        boolean dropped = closing.ended() != null;
        String how = dropped ? "TCP ended without a close frame" : "not answered within 5 s";
        notes.bad("close frame with code 1000", how);
        notes.found(
                Severity.WARNING,
                "The server does not answer a close frame",
                Explained.as(
                        Cause.CLOSE_HANDSHAKE_UNANSWERED,
                        Confidence.PROVEN,
                        Initiator.BACKEND,
                        "A close frame with code 1000 was sent and none came back: clients that close in order report 1006.",
                        List.of("sent: code 1000", how),
                        "Answer the close frame and end TCP: keep reading until it comes, and let the library answer it."));
    }
}
