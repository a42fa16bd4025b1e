package dev.holdfast.core.cause.rules;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.CauseRule;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Finding;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.cause.Phrases;
import dev.holdfast.core.close.TransportEnd;
import dev.holdfast.core.evidence.Fact;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A connection that was lost together with many others that came the same way, after different silences and ages:
/// what they came through went away. From one address without any trace of a proxy it may as well be one machine full
/// of clients.
final class MassEndRule implements CauseRule {
    @Override
    public @Nullable Finding examine(Case facts) {
        Fact.MassEndFound mass = facts.timeline().last(Fact.MassEndFound.class).orElse(null);
        TransportEnd end = facts.lostTransport();
        if (mass == null || !facts.upgraded() || end == null || !mass.unlike()) {
            return null;
        }
        List<String> evidence = new ArrayList<>();
        evidence.add(
                mass.ends() + " connections were lost within " + Phrases.time(mass.within()) + ", this one included");
        evidence.add(Phrases.transport(end) + ", without a close frame");
        evidence.add("they had been silent, and had lived, for different times, so no limit of either cut them");
        if (mass.oneProxy()) {
            evidence.add("all came with the same headers of boxes in between");
        }
        if (mass.oneAddress()) {
            evidence.add("all came from one address");
        }
        return new Finding(
                Cause.PROXY_RELOAD,
                mass.oneProxy() ? Confidence.LIKELY : Confidence.POSSIBLE,
                Initiator.NETWORK,
                false,
                "The connection was lost together with " + (mass.ends() - 1)
                        + " others that came the same way: what they came through was reloaded or went away.",
                evidence,
                Cause.PROXY_RELOAD.fix());
    }
}
