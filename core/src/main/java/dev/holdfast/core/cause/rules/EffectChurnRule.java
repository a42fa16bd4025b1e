package dev.holdfast.core.cause.rules;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.CauseRule;
import dev.holdfast.core.cause.Finding;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.cause.Phrases;
import dev.holdfast.core.close.CloseFrame;
import dev.holdfast.core.evidence.ClientReport;
import dev.holdfast.core.evidence.ClientReport.EndedBy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A page whose program closes the connections it has just made: an effect that runs again on each render, or
/// one that development mode runs twice. We see a client that leaves at once; the client knows that it was a
/// call of `close()`, from which place, and how many connections it has made.
final class EffectChurnRule implements CauseRule {
    private static final Duration SHORT = Duration.ofSeconds(2);

    /// One too many is a double mount; from here on it goes round.
    private static final int CHURN = 3;

    @Override
    public @Nullable Finding examine(Case facts) {
        ClientReport report = facts.report();
        if (report == null || report.endedBy() != EndedBy.APPLICATION) {
            return null;
        }
        CloseFrame frame = facts.closedByPeer();
        boolean atOnce = facts.openFor().compareTo(SHORT) < 0;
        boolean leftAtOnce = frame != null && atOnce && (frame.reportedCode() == 1000 || frame.reportedCode() == 1005);
        // Our 101 and the page's close() may cross: then the browser drops TCP, or still sends a close frame of its
        // own.
        boolean neverOpen = !report.sawItOpen()
                && (frame == null
                        ? facts.lostTransport() != null
                        : atOnce && frame.reason().isEmpty());
        int created = report.created() == null ? 0 : report.created();
        if (!(leftAtOnce || neverOpen) || created == 0) {
            return null;
        }
        List<String> evidence = new ArrayList<>();
        evidence.add(
                neverOpen
                        ? "the client reports: the page called close() before the connection was open"
                        : "the client closed " + Phrases.time(facts.openFor()) + " after it opened; it reports that the"
                                + " page called close()");
        evidence.add("the client reports: " + Phrases.count(created, "connection") + " made by the page within 10 s");
        if (report.stack() != null) {
            evidence.add("closed at the place " + report.stack() + " of its program");
        }
        if (created >= CHURN) {
            return Finding.likely(
                    Cause.REACT_EFFECT_CHURN,
                    Initiator.CLIENT,
                    "The page's own program makes connections and closes them again: " + created + " within 10 s.",
                    evidence);
        }
        return neverOpen
                ? Finding.likely(
                        Cause.STRICTMODE_DOUBLE_MOUNT,
                        Initiator.CLIENT,
                        "The page closed the connection before it was open, as a component does that is mounted twice.",
                        evidence)
                : null;
    }
}
