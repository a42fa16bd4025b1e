package dev.holdfast.core.cause.rules;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.CauseRule;
import dev.holdfast.core.cause.Finding;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.evidence.Decision;
import java.util.List;
import org.jspecify.annotations.Nullable;

final class OriginRule implements CauseRule {
    @Override
    public @Nullable Finding examine(Case facts) {
        Decision.OriginRefused refused = facts.decided(Decision.OriginRefused.class);
        return refused == null
                ? null
                : Finding.proven(
                                Cause.ORIGIN_NOT_ALLOWED,
                                Initiator.SERVER,
                                "A page from " + refused.origin()
                                        + " tried to connect, and that origin is not allowed.",
                                List.of(
                                        "Origin: " + refused.origin(),
                                        "allowed: "
                                                + (refused.allowed().isEmpty()
                                                        ? "the server's own origin only"
                                                        : String.join(", ", refused.allowed()))))
                        .withFix("If this page is yours, add \"" + refused.origin() + "\" to `origins`.");
    }
}
