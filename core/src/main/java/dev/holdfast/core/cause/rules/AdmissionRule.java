package dev.holdfast.core.cause.rules;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.CauseRule;
import dev.holdfast.core.cause.Finding;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.evidence.Decision;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A handshake that was good and came at a bad moment: too many connections, or a server that is not ready.
final class AdmissionRule implements CauseRule {
    @Override
    public @Nullable Finding examine(Case facts) {
        Decision.AdmissionRefused refused = facts.decided(Decision.AdmissionRefused.class);
        if (refused != null) {
            String limit = refused.allowed() + " " + refused.limit().meaning();
            return Finding.proven(
                    switch (refused.limit()) {
                        case TOTAL -> Cause.SERVER_CONNECTION_LIMIT;
                        case USER, ADDRESS -> Cause.CLIENT_CONNECTION_LIMIT;
                    },
                    Initiator.SERVER,
                    "The handshake was refused because the limit of " + limit + " was reached.",
                    List.of("limit: " + limit));
        }
        return facts.decided(Decision.NotReady.class) == null
                ? null
                : Finding.proven(
                        Cause.STARTUP_NOT_READY,
                        Initiator.SERVER,
                        "The handshake came before the server was ready.",
                        List.of("the server had not reported ready"));
    }
}
