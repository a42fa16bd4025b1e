package dev.holdfast.core.cause.rules;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.CauseRule;
import dev.holdfast.core.cause.Finding;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.cause.Phrases;
import dev.holdfast.core.evidence.Decision;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The application ended the connection: in order, which is expected, or without a word, of which the client knows only
/// 1006.
final class ApplicationClosedRule implements CauseRule {
    @Override
    public @Nullable Finding examine(Case facts) {
        Decision.ApplicationAborted aborted = facts.decided(Decision.ApplicationAborted.class);
        if (aborted != null) {
            return Finding.proven(
                    Cause.APPLICATION_CLOSED,
                    Initiator.SERVER,
                    "The application aborted the connection without a close frame: \"" + aborted.why() + "\".",
                    List.of(
                            "the application called abort",
                            "no close frame was sent, so the client sees 1006",
                            Phrases.count(aborted.messagesBefore(), "message") + " received before"));
        }
        Decision.ApplicationClosed closed = facts.decided(Decision.ApplicationClosed.class);
        return closed == null
                ? null
                : Finding.proven(
                                Cause.APPLICATION_CLOSED,
                                Initiator.SERVER,
                                "The application closed the connection with " + Phrases.codeAndReason(closed.frame())
                                        + ".",
                                List.of(
                                        "the application sent " + Phrases.frame(closed.frame()),
                                        Phrases.count(closed.messagesBefore(), "message") + " received before"))
                        .asExpected();
    }
}
