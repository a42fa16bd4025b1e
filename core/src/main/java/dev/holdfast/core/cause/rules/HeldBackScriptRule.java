package dev.holdfast.core.cause.rules;

import static dev.holdfast.core.evidence.ClientReport.atLeast;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.CauseRule;
import dev.holdfast.core.cause.Finding;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.cause.Phrases;
import dev.holdfast.core.evidence.ClientReport;
import dev.holdfast.core.evidence.Decision;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A page that ran and was late: held back by its browser because it was hidden, or blocked by its own
/// program. The client says for how long nothing ran, and whether anybody could see it then; that must cover
/// the heartbeat we waited for.
final class HeldBackScriptRule implements CauseRule {
    @Override
    public @Nullable Finding examine(Case facts) {
        ClientReport report = facts.report();
        Decision.HeartbeatMissed missed = facts.decided(Decision.HeartbeatMissed.class);
        if (report == null || missed == null) {
            return null;
        }
        Duration late = report.late();
        if (late == null || !atLeast(late, missed.waited())) {
            return null;
        }
        List<String> evidence = List.of(
                (missed.application() ? "application ping" : "ping") + " unanswered for "
                        + Phrases.time(missed.waited()),
                "the client reports: nothing ran in the page for " + Phrases.time(late)
                        + (report.lateHidden() == null ? "" : report.lateHidden() ? ", hidden" : ", visible"));
        boolean hidden = report.lateHidden() != null && report.lateHidden();
        return hidden
                ? Finding.likely(
                        Cause.BACKGROUND_TAB_THROTTLE,
                        Initiator.CLIENT,
                        "The browser held the hidden page back for " + Phrases.time(late) + ".",
                        evidence)
                : Finding.likely(
                        Cause.CLIENT_EVENT_LOOP_BLOCKED,
                        Initiator.CLIENT,
                        "The client's program was blocked: nothing ran in it for " + Phrases.time(late) + ".",
                        evidence);
    }
}
