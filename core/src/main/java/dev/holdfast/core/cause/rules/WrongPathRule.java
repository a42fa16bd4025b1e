package dev.holdfast.core.cause.rules;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.CauseRule;
import dev.holdfast.core.cause.Finding;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.evidence.Decision;
import java.util.List;
import org.jspecify.annotations.Nullable;

final class WrongPathRule implements CauseRule {
    @Override
    public @Nullable Finding examine(Case facts) {
        Decision.PathUnknown unknown = facts.decided(Decision.PathUnknown.class);
        return unknown == null
                ? null
                : Finding.proven(
                        Cause.WRONG_PATH,
                        Initiator.SERVER,
                        "The client asked for the path " + unknown.path() + ", which is not served here.",
                        List.of("asked for " + unknown.path(), "served: " + String.join(", ", unknown.expected())));
    }
}
