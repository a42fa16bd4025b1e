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
/// what they came through went away.
///
/// LIKELY only where they came through one proxy, none stayed, and new ones opened since: it is there again, so it was
/// reloaded or restarted. Where some stayed it may as well be one machine full of clients, of many that come through
/// the proxy; where none came since, the proxy or the network before it may be gone for good. And from one address
/// without any trace of a proxy it may be a machine full of clients in any case.
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
        evidence.add(
                mass.survivors() == 0
                        ? "no connection that was open before stayed"
                        : Phrases.count(mass.survivors(), "connection")
                                + " that had been open before stayed, by this way or another");
        evidence.add(Phrases.count(mass.accepted(), "connection") + " opened since");
        return new Finding(
                Cause.PROXY_RELOAD,
                mass.shownReloaded() ? Confidence.LIKELY : Confidence.POSSIBLE,
                Initiator.NETWORK,
                false,
                "The connection was lost together with " + (mass.ends() - 1) + " others that came the same way: "
                        + (mass.shownReloaded()
                                ? "what they came through was reloaded or restarted."
                                : mass.survivors() == 0
                                        ? "what they came through was reloaded or went away."
                                        : "what they came through was reloaded or went away, or they were one"
                                                + " machine's."),
                evidence,
                Cause.PROXY_RELOAD.fix());
    }
}
