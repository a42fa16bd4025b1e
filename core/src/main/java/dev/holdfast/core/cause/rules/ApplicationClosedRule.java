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

final class ApplicationClosedRule implements CauseRule {
    @Override
    public @Nullable Finding examine(Case facts) {
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
