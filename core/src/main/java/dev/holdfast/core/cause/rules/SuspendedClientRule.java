package dev.holdfast.core.cause.rules;

import static dev.holdfast.core.evidence.ClientReport.atLeast;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.CauseRule;
import dev.holdfast.core.cause.Finding;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.cause.Phrases;
import dev.holdfast.core.close.CloseFrame;
import dev.holdfast.core.evidence.ClientReport;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.Fact;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A client that was stopped as a whole: its page put away, its browser frozen, its machine asleep. All three
/// are the same silence to us; only the client's clocks and its browser's events tell them apart.
///
/// Its word is taken only where we saw a silence or a loss that fits, never against a decision of ours on
/// another ground.
final class SuspendedClientRule implements CauseRule {
    /// Two heartbeats of the default. A clock that is only set right jumps less.
    private static final Duration JUMP = Duration.ofSeconds(50);

    private static final Duration FREEZE = Duration.ofSeconds(5);

    @Override
    public @Nullable Finding examine(Case facts) {
        ClientReport report = facts.report();
        Decision.HeartbeatMissed missed = facts.decided(Decision.HeartbeatMissed.class);
        boolean silentOrLost = missed != null || facts.lostTransport() != null;
        if (report == null || !(silentOrLost || facts.closedByPeer() != null)) {
            return null;
        }
        List<String> evidence = new ArrayList<>();
        evidence.add(seen(facts, missed));
        if (report.bfcache() != null && report.bfcache() && cutByBrowser(facts)) {
            evidence.add("the client reports: its page went into the back/forward cache while the connection was open");
            CloseFrame frame = facts.closedByPeer();
            boolean boxes =
                    facts.handshake().map(asked -> !asked.hops().isEmpty()).orElse(false);
            if (frame != null && !boxes) {
                // Nobody else writes it.
                return Finding.proven(
                                Cause.BFCACHE,
                                Initiator.CLIENT,
                                "The page was left, its browser kept it in the back/forward cache and cut its connection.",
                                evidence)
                        .asExpected();
            }
            if (missed != null) {
                // Nobody has seen it cut.
                return Finding.likely(
                                Cause.BFCACHE,
                                Initiator.CLIENT,
                                "The page was left, and its browser kept it in the back/forward cache, where nothing of it"
                                        + " runs.",
                                evidence)
                        .asExpected();
            }
            // What stands between may have cut it while the page was away, before the browser did.
            return Finding.likely(
                            Cause.BFCACHE,
                            Initiator.CLIENT,
                            "The page was left, its browser kept it in the back/forward cache and cut its connection.",
                            evidence)
                    .asExpected();
        }
        if (!silentOrLost) {
            return null;
        }
        Duration jump = report.clockJump();
        Duration frozen = report.frozen();
        boolean mobile = facts.handshake()
                .map(Fact.HandshakeReceived::userAgent)
                .map(agent -> agent.contains("Mobile") || agent.contains("Android") || agent.contains("iPhone"))
                .orElse(false);
        Duration late = mobile && hidden(report) ? report.late() : null;
        Duration stopped = frozen != null && atLeast(frozen, FREEZE) ? frozen : late;
        if (stopped != null && atLeast(stopped, FREEZE)) {
            evidence.add("the client reports: stopped for " + Phrases.time(stopped)
                    + (hidden(report) ? ", its page hidden" : ""));
            return mobile
                    ? Finding.likely(
                            Cause.MOBILE_BACKGROUND_SUSPEND,
                            Initiator.CLIENT,
                            "The phone put the application into the background and stopped it for "
                                    + Phrases.time(stopped) + ".",
                            evidence)
                    : Finding.likely(
                            Cause.BACKGROUND_TAB_THROTTLE,
                            Initiator.CLIENT,
                            "The browser froze the page for " + Phrases.time(stopped) + ", so that nothing in it ran.",
                            evidence);
        }
        if (jump != null && atLeast(jump, JUMP)) {
            evidence.add("the client reports: its wall clock went ahead of its running time by " + Phrases.time(jump));
            // Likely, not proven: somebody may have set the clock.
            return Finding.likely(
                    Cause.LAPTOP_SLEEP_WAKE,
                    Initiator.CLIENT,
                    "The client's machine slept for about " + Phrases.time(jump) + ".",
                    evidence);
        }
        return null;
    }

    /// A page that closed its connection by itself before it was put away has a code of its own.
    private static boolean cutByBrowser(Case facts) {
        CloseFrame frame = facts.closedByPeer();
        return frame == null || frame.reportedCode() == 1001;
    }

    private static boolean hidden(ClientReport report) {
        return report.hidden() != null && report.hidden();
    }

    private static String seen(Case facts, Decision.@Nullable HeartbeatMissed missed) {
        if (missed != null) {
            return "nothing received for " + Phrases.time(missed.silence()) + ", a ping unanswered for "
                    + Phrases.time(missed.waited());
        }
        var lost = facts.lostTransport();
        if (lost != null) {
            return "no close frame came; " + Phrases.transport(lost);
        }
        var frame = facts.closedByPeer();
        return frame == null ? "" : "the client sent " + Phrases.frame(frame);
    }
}
