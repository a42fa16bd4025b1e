package dev.holdfast.core.cause.rules;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.CauseRule;
import dev.holdfast.core.cause.Finding;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.evidence.Decision;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The mistake Holdfast began with, refused instead of made: a 101 that selects none of the offered
/// subprotocols makes a browser drop the connection at once, with 1006 and without a word.
final class SubprotocolRule implements CauseRule {
    @Override
    public @Nullable Finding examine(Case facts) {
        Decision.SubprotocolRefused refused = facts.decided(Decision.SubprotocolRefused.class);
        if (refused == null) {
            return null;
        }
        List<String> evidence = List.of(
                "offered: " + String.join(", ", refused.offered()),
                "spoken here: " + String.join(", ", refused.supported()),
                "a browser drops a connection whose 101 selects none of the subprotocols it offered");
        return refused.onlyTokens()
                ? Finding.proven(
                        Cause.ONLY_TOKEN_SUBPROTOCOL_OFFERED,
                        Initiator.SERVER,
                        "The client offered only a token as subprotocol, so none could be selected.",
                        evidence)
                : Finding.proven(
                        Cause.SUBPROTOCOL_NOT_SUPPORTED,
                        Initiator.SERVER,
                        "The client offered no subprotocol that is spoken here.",
                        evidence);
    }
}
