package dev.holdfast.core.cause.rules;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.CauseRule;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Finding;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.cause.Phrases;
import dev.holdfast.core.close.TcpSample;
import dev.holdfast.core.evidence.ClientReport;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.Leg;
import dev.holdfast.core.evidence.Timeline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A peer that fell silent. What TCP says separates the look-alikes: while it acknowledges, the path lives
/// and a program behind it does not answer (which program, an acknowledgement can't say: a proxy acknowledges
/// for a dead client); when it acknowledges nothing any more, the path is dead.
final class HeartbeatRule implements CauseRule {
    private static final String RAN_AND_WAS_SILENT =
            "See why the page does not answer `ping` with `pong` though it runs; where its own health does not matter, set "
                    + "`heartbeat.application: false`.";

    /// What an answer shows is written down a moment after its bytes were read, more on a busy machine.
    private static final Duration SAME_TURN = Duration.ofMillis(500);

    @Override
    public @Nullable Finding examine(Case facts) {
        Decision.HeartbeatMissed missed = facts.decided(Decision.HeartbeatMissed.class);
        if (missed == null) {
            return null;
        }
        List<String> evidence = new ArrayList<>();
        evidence.add(
                missed.application()
                        ? "application ping unanswered for " + Phrases.time(missed.waited())
                        : StandstillRule.ping(facts, Leg.DOWNSTREAM, "ping", missed.waited()));
        evidence.add("nothing received for " + Phrases.time(missed.silence()));
        TcpSample sample = missed.sample();
        if (sample != null) {
            evidence.add(Phrases.tcp(sample));
        }
        if (missed.application() && missed.silence().compareTo(missed.waited()) < 0) {
            return scriptSilent(facts, missed, evidence);
        }
        return silent(facts, missed, evidence).unlessWeStoodStill(facts.ownStallWithin(missed.waited()));
    }

    private static Finding silent(Case facts, Decision.HeartbeatMissed missed, List<String> evidence) {
        String silence = Phrases.time(missed.silence());
        return switch (missed.path()) {
            case ACKNOWLEDGING ->
                Finding.likely(
                        Cause.CLIENT_EVENT_LOOP_BLOCKED,
                        Initiator.CLIENT,
                        "The client said nothing for " + silence + " while TCP to it still acknowledged what we sent.",
                        evidence);
            case ZERO_WINDOW ->
                Finding.likely(
                        Cause.CLIENT_EVENT_LOOP_BLOCKED,
                        Initiator.CLIENT,
                        "The client said nothing for " + silence + " and read nothing either: its receive window was "
                                + "closed while its TCP still answered.",
                        evidence);
            case NOT_ACKNOWLEDGING -> {
                Finding special = SilentDropRule.afterLongSilence(missed, evidence);
                if (special == null) {
                    special = degraded(facts, missed, evidence);
                }
                yield special != null
                        ? special
                        : Finding.proven(
                                Cause.HALF_OPEN_DEAD_PEER,
                                Initiator.NETWORK,
                                "Nothing came from the client for " + silence
                                        + " and TCP to it acknowledged nothing any more: "
                                        + "the path is dead, or the client's machine is gone or asleep.",
                                evidence);
            }
            case UNKNOWN ->
                Finding.proven(
                        Cause.HEARTBEAT_MISSED,
                        Initiator.UNKNOWN,
                        "The client did not answer a heartbeat within " + Phrases.time(missed.waited())
                                + ", and TCP did not tell whether it or the path was silent.",
                        evidence);
        };
    }

    /// The peer's protocol layer answered and its program did not. In a browser the two are separate
    /// processes, and a page that is held back is the usual reason; not of one that says it was visible.
    private static Finding scriptSilent(Case facts, Decision.HeartbeatMissed missed, List<String> evidence) {
        boolean page = facts.handshake().map(Fact.HandshakeReceived::origin).orElse(null) != null;
        evidence.add("bytes came after the application ping, so the path and the client's protocol layer live");
        ClientReport report = facts.report();
        if (page && report != null && wasVisible(report)) {
            return visible(missed, report, evidence);
        }
        return page
                ? Finding.likely(
                        Cause.BACKGROUND_TAB_THROTTLE,
                        Initiator.CLIENT,
                        "The browser answered for its page, and the page's script had said nothing for "
                                + Phrases.time(missed.waited())
                                + ": a hidden tab that is held back, or a script that blocks.",
                        evidence)
                : Finding.likely(
                        Cause.CLIENT_EVENT_LOOP_BLOCKED,
                        Initiator.CLIENT,
                        "The client's protocol layer answered, and its program had said nothing for "
                                + Phrases.time(missed.waited()) + ".",
                        evidence);
    }

    private static boolean wasVisible(ClientReport report) {
        return report.hidden() != null && !report.hidden() && (report.lateHidden() == null || !report.lateHidden());
    }

    private static Finding visible(Decision.HeartbeatMissed missed, ClientReport report, List<String> evidence) {
        Duration late = report.late();
        String summary =
                "The browser answered for its page, which was visible, and the page's script had said nothing for "
                        + Phrases.time(missed.waited()) + ".";
        String visible = "the client reports: its page was visible";
        if (late == null || late.compareTo(missed.waited()) >= 0) {
            evidence.add(visible);
            return Finding.likely(Cause.CLIENT_EVENT_LOOP_BLOCKED, Initiator.CLIENT, summary, evidence);
        }
        // A page whose timers ran in time was not blocked as a whole: it may just not answer.
        evidence.add(visible + ", and its timers ran at most " + Phrases.time(late) + " late");
        return new Finding(
                Cause.CLIENT_EVENT_LOOP_BLOCKED,
                Confidence.POSSIBLE,
                Initiator.CLIENT,
                false,
                summary,
                evidence,
                RAN_AND_WAS_SILENT);
    }

    /// A path that was bad, came back and went: loss, and not a sudden death. Where it never came back, its
    /// end is the death itself and shows nothing before it.
    private static @Nullable Finding degraded(Case facts, Decision.HeartbeatMissed missed, List<String> evidence) {
        Duration lastBytes = facts.endingAt().minus(missed.silence()).plus(SAME_TURN);
        List<Fact.PathDegraded> before = facts.timeline().entries().stream()
                .filter(entry -> entry.at().compareTo(lastBytes) <= 0)
                .map(Timeline.Entry::fact)
                .filter(Fact.PathDegraded.class::isInstance)
                .map(Fact.PathDegraded.class::cast)
                .toList();
        if (before.isEmpty()) {
            return null;
        }
        evidence.add("bad before: " + Phrases.count(before.size(), "round trip") + " of up to "
                + Phrases.time(before.stream()
                        .map(Fact.PathDegraded::roundTrip)
                        .max(Duration::compareTo)
                        .orElseThrow()));
        return Finding.likely(
                Cause.RADIO_LOSS,
                Initiator.NETWORK,
                "The path to the client was losing packets for some time, and then carried nothing for "
                        + Phrases.time(missed.silence()) + ".",
                evidence);
    }
}
