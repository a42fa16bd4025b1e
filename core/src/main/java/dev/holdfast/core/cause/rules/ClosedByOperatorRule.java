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

/// A person's decision, and so expected whatever came before it.
final class ClosedByOperatorRule implements CauseRule {
    @Override
    public @Nullable Finding examine(Case facts) {
        Decision.ClosedByOperator closed = facts.decided(Decision.ClosedByOperator.class);
        return closed == null
                ? null
                : Finding.proven(
                                Cause.CLOSED_BY_OPERATOR,
                                Initiator.OPERATOR,
                                "An operator closed the connection by the diagnostics API.",
                                List.of(
                                        "the reason given: " + closed.reason(),
                                        "open for " + Phrases.time(facts.openFor())))
                        .asExpected();
    }
}
