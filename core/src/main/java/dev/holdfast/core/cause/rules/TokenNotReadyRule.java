package dev.holdfast.core.cause.rules;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.CauseRule;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Finding;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.cause.Phrases;
import dev.holdfast.core.evidence.AuthProblem;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.KnownBy;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A client that came without a credential, and with one right after. Proven where the client said itself
/// that both were its own; an address and a browser may be two people's.
final class TokenNotReadyRule implements CauseRule {
    private static final Duration AT_ONCE = Duration.ofSeconds(2);

    @Override
    public @Nullable Finding examine(Case facts) {
        Fact.ClientCameBack cameBack =
                facts.timeline().last(Fact.ClientCameBack.class).orElse(null);
        if (cameBack == null
                || !cameBack.authenticated()
                || cameBack.after().isNegative()
                || cameBack.after().compareTo(AT_ONCE) >= 0
                || !withoutCredential(facts)) {
            return null;
        }
        String after = Phrases.time(cameBack.after());
        return new Finding(
                Cause.CONNECT_BEFORE_TOKEN_READY,
                cameBack.knownBy() == KnownBy.ATTEMPT || cameBack.knownBy() == KnownBy.TAB
                        ? Confidence.PROVEN
                        : Confidence.LIKELY,
                Initiator.SERVER,
                false,
                "The client connected without its token, and again with one " + after + " later.",
                List.of(
                        "no credential came with this one",
                        "connection " + cameBack.connection() + " was let in by a credential " + after + " later",
                        "the same client: " + cameBack.knownBy().meaning()),
                Cause.CONNECT_BEFORE_TOKEN_READY.fix());
    }

    /// One that came in a place which is not looked at here is another matter.
    private static boolean withoutCredential(Case facts) {
        if (!facts.handshake()
                .map(Fact.HandshakeReceived::carriers)
                .orElse(Set.of())
                .isEmpty()) {
            return false;
        }
        Decision.AuthRefused refused = facts.decided(Decision.AuthRefused.class);
        return (refused != null && refused.problem() instanceof AuthProblem.Missing)
                || facts.decided(Decision.FirstMessageTimedOut.class) != null;
    }
}
