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

final class SlowConsumerRule implements CauseRule {
    @Override
    public @Nullable Finding examine(Case facts) {
        Decision.OutboundOverflow overflow = facts.decided(Decision.OutboundOverflow.class);
        return overflow == null
                ? null
                : Finding.proven(
                        Cause.SLOW_CONSUMER,
                        Initiator.SERVER,
                        "The client did not take what was sent to it: " + overflow.queuedBytes()
                                + " bytes were waiting, and it had been behind for " + Phrases.time(overflow.blocked())
                                + ".",
                        List.of(
                                overflow.queuedBytes() + " bytes queued, limit " + overflow.limitBytes(),
                                "behind for " + Phrases.time(overflow.blocked())));
    }
}
