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

/// A client that is refused for no fault of this handshake, but because it was one of a reconnect loop.
final class HeldBackRule implements CauseRule {
    @Override
    public @Nullable Finding examine(Case facts) {
        Decision.HeldBack held = facts.decided(Decision.HeldBack.class);
        return held == null
                ? null
                : Finding.proven(
                        Cause.HELD_BACK,
                        Initiator.SERVER,
                        "The client connects again and again and never stays, so it was told to wait "
                                + Phrases.time(held.retryAfter()) + ".",
                        List.of(
                                "reconnect loop " + held.incident() + " of " + held.client() + " goes on",
                                "what repeats in it: " + held.repeats(),
                                "incidents.hold-back is " + Phrases.time(held.retryAfter())));
    }
}
