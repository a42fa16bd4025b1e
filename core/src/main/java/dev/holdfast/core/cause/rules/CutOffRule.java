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

/// A connection that was cut at the same silence or age as others beside it. Never more than LIKELY: that
/// there is a limit is sure, but not on whose side of the client's network card it lies.
///
/// Told apart: silence from age, by connections that were busy or lived on; and a limit that our pings should
/// have kept away from one that they race with.
final class CutOffRule implements CauseRule {
    private static final Duration API_GATEWAY = Duration.ofMinutes(10);

    @Override
    public @Nullable Finding examine(Case facts) {
        Fact.CutOffFound found = facts.timeline().last(Fact.CutOffFound.class).orElse(null);
        TransportEnd end = facts.lostTransport();
        if (found == null
                || !facts.upgraded()
                || !(end instanceof TransportEnd.PeerFin || end instanceof TransportEnd.PeerReset)) {
            return null;
        }
        List<String> headers =
                facts.handshake().map(Fact.HandshakeReceived::hops).orElse(List.of());
        List<HopLimit> hops = HopLimit.of(found.measure(), found.limit(), headers);
        List<String> evidence = evidence(facts, found, end, headers, hops);
        Confidence confidence = found.toldApart() || !hops.isEmpty() ? Confidence.LIKELY : Confidence.POSSIBLE;
        Cause cause = cause(found, hops);
        return new Finding(
                cause,
                confidence,
                Initiator.NETWORK,
                false,
                summary(found, hops),
                evidence,
                fix(cause, facts, found, hops));
    }

    private static Cause cause(Fact.CutOffFound found, List<HopLimit> hops) {
        if (found.measure() == CutOffMeasure.AGE) {
            return Cause.MAX_LIFETIME;
        }
        if (LimitWords.pingMeets(found.heartbeat(), found.limit())) {
            return Cause.HEARTBEAT_NOT_BELOW_IDLE;
        }
        if (hops.stream().noneMatch(HopLimit::cloud)) {
            return Cause.PROXY_IDLE_TIMEOUT;
        }
        return found.limit().minus(API_GATEWAY).abs().toSeconds() < 6
                ? Cause.API_GATEWAY_IDLE
                : Cause.LB_IDLE_TIMEOUT_L7;
    }

    private static String summary(Fact.CutOffFound found, List<HopLimit> hops) {
        String who = hops.isEmpty() ? "Something between us and the client" : LimitWords.capital(HopLimit.names(hops));
        String limit = Phrases.time(LimitWords.rounded(found.limit()));
        return switch (found.measure()) {
            case AGE -> who + " ended the connection at its limit of " + limit + " of life, busy or not.";
            case SILENCE, SILENCE_FROM_SERVER, SILENCE_FROM_CLIENT ->
                who + " ended the connection at its idle limit of " + limit + ": " + limit + " "
                        + found.measure().meaning() + ".";
        };
    }

    private static List<String> evidence(
            Case facts, Fact.CutOffFound found, TransportEnd end, List<String> headers, List<HopLimit> hops) {
        List<String> evidence = new ArrayList<>();
        facts.totals()
                .ifPresent(totals -> evidence.add("this one was cut after "
                        + Phrases.time(found.measure().of(totals, lostAfter(facts))) + " "
                        + found.measure().meaning()
                        + ", open for " + Phrases.time(facts.openFor())));
        evidence.add(found.equal() + " connections were cut at " + Phrases.time(found.limit()) + ", within 1 %");
        evidence.add(Phrases.transport(end) + ", without a close frame");
        if (!headers.isEmpty()) {
            evidence.add("boxes in between left the headers " + String.join(", ", headers));
        }
        evidence.add(
                hops.isEmpty()
                        ? "no box known here has this limit; the client's own program may have it too"
                        : LimitWords.defaults(hops));
        if (!found.toldApart()) {
            evidence.add("none of them had been busy, so a limit of age would look the same");
        }
        if (found.measure() != CutOffMeasure.AGE && (!found.heartbeat().isZero() || facts.behindGateway())) {
            evidence.add(LimitWords.heartbeat(found.heartbeat(), found.limit()));
        }
        return evidence;
    }

    private static String fix(Cause cause, Case facts, Fact.CutOffFound found, List<HopLimit> hops) {
        if (cause == Cause.MAX_LIFETIME) {
            Duration before = found.limit().multipliedBy(4).dividedBy(5);
            return "Let clients come back by themselves before " + Phrases.time(before) + " (limits.max-age)"
                    + LimitWords.raise(hops);
        }
        if (cause == Cause.API_GATEWAY_IDLE) {
            return cause.fix();
        }
        Duration half = LimitWords.rounded(found.limit().dividedBy(2));
        if (found.heartbeat().isZero() && facts.behindGateway()) {
            return "Have this gateway send pings every " + Phrases.time(half) + " (--heartbeat)"
                    + LimitWords.raise(hops);
        }
        if (found.heartbeat().compareTo(half) > 0) {
            return "Set heartbeat.interval to " + Phrases.time(half) + " or less (it is "
                    + Phrases.time(found.heartbeat()) + ")" + LimitWords.raise(hops);
        }
        return (found.measure() == CutOffMeasure.SILENCE_FROM_CLIENT ? "Let the client send" : "Send the client")
                + " a message every " + Phrases.time(half) + LimitWords.raise(hops);
    }

    /// From the 101 to the loss.
    private static Duration lostAfter(Case facts) {
        return facts.timeline()
                .when(Fact.Upgraded.class)
                .map(at -> facts.endingAt().minus(at))
                .orElse(Duration.ZERO);
    }
}
