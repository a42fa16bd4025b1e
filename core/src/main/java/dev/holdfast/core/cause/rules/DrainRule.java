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

final class DrainRule implements CauseRule {
    @Override
    public @Nullable Finding examine(Case facts) {
        Decision.BackendLeaving leaving = facts.decided(Decision.BackendLeaving.class);
        if (leaving != null) {
            // Who answers so may also have lost a database.
            return Finding.likely(
                            Cause.DEPLOY_OR_DRAIN,
                            Initiator.BACKEND,
                            "The backend " + leaving.backend() + " said by its health check that it is not to be used ("
                                    + leaving.sign() + "), so its connections were sent to others.",
                            List.of(
                                    "health check of the backend: " + leaving.sign(),
                                    "another backend was up",
                                    "this client's turn to come back: after " + Phrases.time(leaving.retryAfter())))
                    .asExpected();
        }
        Decision.Draining drain = facts.decided(Decision.Draining.class);
        return drain == null
                ? null
                : Finding.proven(
                                Cause.DEPLOY_OR_DRAIN,
                                Initiator.OPERATOR,
                                "The server was being stopped (" + drain.signal() + ").",
                                List.of(
                                        drain.signal() + " was received",
                                        "this client's turn to come back: after " + Phrases.time(drain.retryAfter())))
                        .asExpected();
    }
}
