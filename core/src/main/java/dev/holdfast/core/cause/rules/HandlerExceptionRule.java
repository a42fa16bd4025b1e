package dev.holdfast.core.cause.rules;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.CauseRule;
import dev.holdfast.core.cause.Finding;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.cause.Phrases;
import dev.holdfast.core.evidence.Decision;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

final class HandlerExceptionRule implements CauseRule {
    @Override
    public @Nullable Finding examine(Case facts) {
        Decision.HandlerErrorLimit limit = facts.decided(Decision.HandlerErrorLimit.class);
        if (limit == null) {
            return null;
        }
        List<String> evidence = new ArrayList<>();
        evidence.add("last exception: " + limit.exception());
        evidence.add("last error id: " + limit.errorId());
        facts.totals()
                .ifPresent(
                        totals -> evidence.add(Phrases.count(totals.counters().errors(), "error") + " in all"));
        return Finding.proven(
                Cause.HANDLER_EXCEPTION,
                Initiator.SERVER,
                "The application's handler failed on " + Phrases.count(limit.consecutive(), "message") + " in a row.",
                evidence);
    }
}
