package dev.holdfast.core.cause.rules;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.CauseRule;
import dev.holdfast.core.cause.Finding;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.evidence.Decision;
import java.util.List;
import org.jspecify.annotations.Nullable;

final class InternalFaultRule implements CauseRule {
    @Override
    public @Nullable Finding examine(Case facts) {
        Decision.InternalFault fault = facts.decided(Decision.InternalFault.class);
        return fault == null
                ? null
                : Finding.proven(
                        Cause.INTERNAL_FAULT,
                        Initiator.SERVER,
                        "Holdfast ended the connection because of a fault of its own, error " + fault.errorId() + ".",
                        List.of("exception " + fault.exception(), "error id " + fault.errorId()));
    }
}
