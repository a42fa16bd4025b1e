package dev.holdfast.core.cause.rules;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.CauseRule;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Finding;
import dev.holdfast.core.cause.HopLimit;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.cause.Phrases;
import dev.holdfast.core.close.TransportEnd;
import dev.holdfast.core.evidence.Fact;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A gateway's leg to its backend that was lost together with many others, after different silences and ages,
/// while the backend went on to take connections: a proxy before it was reloaded.
///
/// The look-alike is a backend of several processes of which one ended. Then connections of the others stay.
/// So LIKELY only where the 101 shows a proxy on the way, none stayed, and new ones were answered.
final class BackendMassEndRule implements CauseRule {
    @Override
    public @Nullable Finding examine(Case facts) {
        Fact.UpstreamMassEndFound mass =
                facts.timeline().last(Fact.UpstreamMassEndFound.class).orElse(null);
        Fact.UpstreamUpgraded reply = facts.upgradedByBackend().orElse(null);
        TransportEnd end = facts.lostBackend();
        if (mass == null || reply == null || end == null || !mass.unlike()) {
            return null;
        }
        boolean proxy = reply.via() != null || !HopLimit.markedIn(reply).isEmpty();
        List<String> evidence = new ArrayList<>();
        evidence.add(mass.ends() + " connections to the backend " + facts.backend() + " were lost within "
                + Phrases.time(mass.within()) + ", this one included");
        evidence.add("upstream: " + Phrases.backendTransport(end) + ", without a close frame");
        evidence.add("they had been silent, and had lived, for different times, so no limit of either cut them");
        evidence.add(
                mass.survivors() == 0
                        ? "no connection that was open before stayed"
                        : Phrases.count(mass.survivors(), "connection") + " that had been open before stayed");
        evidence.add(Phrases.count(mass.accepted(), "opening handshake") + " answered with 101 since");
        evidence.add(BackendCutOffRule.traces(reply));
        return new Finding(
                Cause.PROXY_RELOAD,
                proxy && mass.survivors() == 0 && mass.accepted() > 0 ? Confidence.LIKELY : Confidence.POSSIBLE,
                Initiator.NETWORK,
                false,
                "The connection to the backend was lost together with " + (mass.ends() - 1)
                        + " others while the backend still took connections: "
                        + (proxy
                                ? "what stands between it and this gateway was reloaded."
                                : "something between it and this gateway was reloaded, or one of its processes ended."),
                evidence,
                Cause.PROXY_RELOAD.fix());
    }
}
