package dev.holdfast.core.cause.rules;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.CauseRule;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Finding;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.cause.Phrases;
import dev.holdfast.core.close.CloseFrame;
import dev.holdfast.core.evidence.CutOffMeasure;
import dev.holdfast.core.evidence.Fact;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A backend that closes connections which were silent for a fixed time, as several equal ones show. That it
/// closed is proven; what for is not, so LIKELY, and POSSIBLE where its age or a silence of one side alone
/// would explain the same.
///
/// A backend that answers a message after a fixed time and then closes looks nearly the same: there one side
/// alone was silent.
final class BackendIdleRule implements CauseRule {
    @Override
    public @Nullable Finding examine(Case facts) {
        Fact.UpstreamCutOffFound found =
                facts.timeline().last(Fact.UpstreamCutOffFound.class).orElse(null);
        CloseFrame frame = facts.closedByBackend();
        if (found == null || frame == null || found.measure() == CutOffMeasure.AGE) {
            return null;
        }
        String limit = Phrases.time(LimitWords.rounded(found.limit()));
        List<String> evidence = new ArrayList<>();
        evidence.add("upstream: the backend " + facts.backend() + " sent " + Phrases.frame(frame) + " first");
        evidence.add(found.equal() + " connections to it were closed so at " + Phrases.time(found.limit()) + " "
                + found.measure().meaningUpstream() + ", within 1 %");
        evidence.add("open for " + Phrases.time(facts.openUntilTheEnd()));
        if (!found.toldApart()) {
            evidence.add("none of them had been busy, so a limit of age would look the same");
        }
        return new Finding(
                Cause.SERVER_IDLE_POLICY,
                found.toldApart() && found.measure() == CutOffMeasure.SILENCE ? Confidence.LIKELY : Confidence.POSSIBLE,
                Initiator.BACKEND,
                true,
                "The backend closed the connection at its idle limit of " + limit + ": " + limit + " "
                        + found.measure().meaningUpstream() + ".",
                evidence,
                "Raise or switch off the backend's own idle timeout, or let the client or the gateway (--heartbeat) send"
                        + " something more often than every " + limit + ".");
    }
}
