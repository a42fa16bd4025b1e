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

final class MaximumAgeRule implements CauseRule {
    @Override
    public @Nullable Finding examine(Case facts) {
        Decision.MaximumAge age = facts.decided(Decision.MaximumAge.class);
        return age == null
                ? null
                : Finding.proven(
                                Cause.MAX_LIFETIME,
                                Initiator.SERVER,
                                "The connection reached the greatest age allowed here, " + Phrases.time(age.limit())
                                        + ".",
                                List.of(
                                        "open for " + Phrases.time(facts.openFor()),
                                        "our own limit: " + Phrases.time(age.limit()) + ", less a random part"))
                        .asExpected();
    }
}
