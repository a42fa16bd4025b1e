package dev.holdfast.core.cause.rules;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.CauseRule;
import dev.holdfast.core.cause.Finding;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.cause.Phrases;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.Fact;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An ordinary close by the application that the peer never answered. Where we closed *because* of something,
/// that something stays the cause and the missing answer is only evidence.
final class CloseUnansweredRule implements CauseRule {
    @Override
    public @Nullable Finding examine(Case facts) {
        Decision.ApplicationClosed closed = facts.decided(Decision.ApplicationClosed.class);
        Fact.CloseUnanswered unanswered =
                facts.timeline().first(Fact.CloseUnanswered.class).orElse(null);
        if (closed == null || unanswered == null) {
            return null;
        }
        boolean sent = facts.exchange().sent() != null;
        return Finding.proven(
                        Cause.CLOSE_HANDSHAKE_UNANSWERED,
                        Initiator.SERVER,
                        "The application closed, and the client "
                                + (sent ? "did not answer the close frame" : "did not even take the close frame")
                                + " within "
                                + Phrases.time(unanswered.waited()) + ".",
                        List.of(
                                "the application closed with " + Phrases.frame(closed.frame()),
                                sent
                                        ? "it was sent, and no close frame came back"
                                        : "it could not be sent: what waited before it was not taken"))
                .unlessWeStoodStill(facts.ownStallAfterwards());
    }
}
