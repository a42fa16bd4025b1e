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

final class HandlerExceptionRule implements CauseRule {
    @Override
    public @Nullable Finding examine(Case facts) {
        Decision.HandlerErrorLimit limit = facts.decided(Decision.HandlerErrorLimit.class);
        return limit == null
                ? null
                : Finding.proven(
                        Cause.HANDLER_EXCEPTION,
                        Initiator.SERVER,
                        "The application's handler failed on " + Phrases.count(limit.consecutive(), "message")
                                + " in a row.",
                        List.of(
                                "last exception: " + limit.exception(),
                                "last error id: " + limit.errorId(),
                                Phrases.count(facts.counters().errors(), "error") + " in all"));
    }
}
