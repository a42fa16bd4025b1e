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
import dev.holdfast.core.evidence.CutOffMeasure;
import dev.holdfast.core.evidence.Fact;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A gateway's leg to its backend that was cut at the same silence or age as others. Never more than LIKELY:
/// that there is a limit is sure, but not whether a box before the backend has it or the backend's own
/// program.
///
/// What the backend's 101 came with names the boxes on that way, as a handshake's headers name those before
/// us. One that leaves no mark there (HAProxy) can't be told from a backend that ends TCP by itself.
final class BackendCutOffRule implements CauseRule {
    private static final Duration API_GATEWAY = Duration.ofMinutes(10);

    @Override
    public @Nullable Finding examine(Case facts) {
        Fact.UpstreamCutOffFound found =
                facts.timeline().last(Fact.UpstreamCutOffFound.class).orElse(null);
        Fact.UpstreamUpgraded reply = facts.upgradedByBackend().orElse(null);
        TransportEnd end = facts.lostBackend();
        if (found == null
                || reply == null
                || !(end instanceof TransportEnd.PeerFin || end instanceof TransportEnd.PeerReset)) {
            return null;
        }
        List<HopLimit> hops = HopLimit.of(found.measure(), found.limit(), reply);
        List<HopLimit> marked = HopLimit.markedIn(reply);
        Confidence confidence = found.toldApart() ? Confidence.LIKELY : Confidence.POSSIBLE;
        Cause cause = cause(found, hops);
        return new Finding(
                cause,
                confidence,
                Initiator.NETWORK,
                false,
                summary(found, hops, marked),
                evidence(facts, found, reply, end, hops),
                fix(cause, found, hops.isEmpty() ? marked : hops));
    }

    private static Cause cause(Fact.UpstreamCutOffFound found, List<HopLimit> hops) {
        if (found.measure() == CutOffMeasure.AGE) {
            return Cause.MAX_LIFETIME;
        }
        if (LimitWords.pingMeets(found.heartbeat(), found.limit())) {
            return Cause.HEARTBEAT_NOT_BELOW_IDLE;
        }
        if (hops.isEmpty() || !hops.stream().allMatch(HopLimit::cloud)) {
            return Cause.PROXY_IDLE_TIMEOUT;
        }
        return found.limit().minus(API_GATEWAY).abs().toSeconds() < 6
                ? Cause.API_GATEWAY_IDLE
                : Cause.LB_IDLE_TIMEOUT_L7;
    }

    private static String summary(Fact.UpstreamCutOffFound found, List<HopLimit> hops, List<HopLimit> marked) {
        String who = !hops.isEmpty()
                ? LimitWords.capital(HopLimit.names(hops)) + ", between this gateway and the backend,"
                : marked.isEmpty()
                        ? "Something between this gateway and the backend, or the backend itself,"
                        : "Something between this gateway and the backend (there is " + HopLimit.names(marked) + ")";
        String limit = Phrases.time(LimitWords.rounded(found.limit()));
        return switch (found.measure()) {
            case AGE -> who + " ended the connection at its limit of " + limit + " of life, busy or not.";
            case SILENCE, SILENCE_FROM_SERVER, SILENCE_FROM_CLIENT ->
                who + " ended the connection at its idle limit of " + limit + ": " + limit + " "
                        + found.measure().meaningUpstream() + ".";
        };
    }

    private static List<String> evidence(
            Case facts,
            Fact.UpstreamCutOffFound found,
            Fact.UpstreamUpgraded reply,
            TransportEnd end,
            List<HopLimit> hops) {
        List<String> evidence = new ArrayList<>();
        evidence.add("upstream: " + Phrases.backendTransport(end) + ", without a close frame");
        facts.timeline()
                .last(Fact.UpstreamTotals.class)
                .ifPresent(totals -> evidence.add("this one was cut after "
                        + Phrases.time(found.measure().of(totals, facts.openUntilTheEnd())) + " "
                        + found.measure().meaningUpstream()
                        + ", open for " + Phrases.time(facts.openUntilTheEnd())));
        evidence.add(found.equal() + " connections to the backend " + facts.backend() + " were cut at "
                + Phrases.time(found.limit()) + ", within 1 %");
        evidence.add(traces(reply));
        if (!hops.isEmpty()) {
            evidence.add(LimitWords.defaults(hops));
        }
        if (!found.toldApart()) {
            evidence.add("none of them had been busy, so a limit of age would look the same");
        }
        if (found.measure() != CutOffMeasure.AGE) {
            evidence.add(LimitWords.heartbeat(found.heartbeat(), found.limit()));
        }
        facts.timeline()
                .last(Fact.UpstreamLookedAfter.class)
                .filter(look -> !look.refused())
                .ifPresent(_ -> evidence.add("a connection to it was taken right after it"));
        return evidence;
    }

    /// What the 101 tells of the way to the backend.
    static String traces(Fact.UpstreamUpgraded reply) {
        List<String> signs = new ArrayList<>();
        if (reply.server() != null) {
            signs.add("Server: " + reply.server());
        }
        if (reply.via() != null) {
            signs.add("Via: " + reply.via());
        }
        signs.addAll(reply.hops());
        return signs.isEmpty()
                ? "the backend's 101 names nobody: neither a box before the backend nor its program"
                : "the backend's 101 came with " + String.join(", ", signs);
    }

    private static String fix(Cause cause, Fact.UpstreamCutOffFound found, List<HopLimit> hops) {
        if (cause == Cause.MAX_LIFETIME) {
            Duration before = found.limit().multipliedBy(4).dividedBy(5);
            return "Let clients come back by themselves before " + Phrases.time(before) + LimitWords.raise(hops);
        }
        if (cause == Cause.API_GATEWAY_IDLE) {
            return cause.fix();
        }
        Duration half = LimitWords.rounded(found.limit().dividedBy(2));
        return "Have this gateway (--heartbeat) or the backend (uvicorn: --ws-ping-interval) send a ping every "
                + Phrases.time(half) + LimitWords.raise(hops);
    }
}
