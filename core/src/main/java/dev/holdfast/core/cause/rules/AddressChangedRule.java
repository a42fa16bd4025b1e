package dev.holdfast.core.cause.rules;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.CauseRule;
import dev.holdfast.core.cause.Finding;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.cause.Phrases;
import dev.holdfast.core.close.TransportEnd;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.Fact;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A client that fell silent and came back from another address. Never more than LIKELY: a machine that slept at one
/// place and woke at another looks the same.
final class AddressChangedRule implements CauseRule {
    @Override
    public @Nullable Finding examine(Case facts) {
        Fact.ClientCameBack cameBack =
                facts.timeline().last(Fact.ClientCameBack.class).orElse(null);
        Decision.HeartbeatMissed missed = facts.decided(Decision.HeartbeatMissed.class);
        boolean givenUp = facts.upgraded() && facts.lostTransport() instanceof TransportEnd.TimedOut;
        if (cameBack == null || cameBack.sameAddress() || (missed == null && !givenUp)) {
            return null;
        }
        List<String> evidence = new ArrayList<>();
        evidence.add(
                missed != null
                        ? "nothing received for " + Phrases.time(missed.silence()) + ", a ping unanswered for "
                                + Phrases.time(missed.waited())
                        : "the kernel gave up waiting for the other side (ETIMEDOUT)");
        evidence.add("connection " + cameBack.connection() + " came from another address "
                + (cameBack.after().isNegative()
                        ? Phrases.time(cameBack.after().negated()) + " before this one was given up"
                        : Phrases.time(cameBack.after()) + " after this one was given up"));
        evidence.add("the same client: " + cameBack.knownBy().meaning());
        return Finding.likely(
                Cause.NETWORK_CHANGE,
                Initiator.NETWORK,
                "The client fell silent and came back from another address: its network or VPN changed.",
                evidence);
    }
}
