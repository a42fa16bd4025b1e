package dev.holdfast.core.cause;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a rule found in a timeline: a cause and what supports it. The classifier makes the explanation of it.
///
/// @param fix what to do, with the numbers of this case in it; the cause's general fix where a rule has nothing better
public record Finding(
        Cause cause,
        Confidence confidence,
        Initiator initiator,
        boolean expected,
        String summary,
        List<String> evidence,
        String fix) {

    public static Finding proven(Cause cause, Initiator initiator, String summary, List<String> evidence) {
        return new Finding(cause, Confidence.PROVEN, initiator, false, summary, evidence, cause.fix());
    }

    public static Finding likely(Cause cause, Initiator initiator, String summary, List<String> evidence) {
        return new Finding(cause, Confidence.LIKELY, initiator, false, summary, evidence, cause.fix());
    }

    /// The same, as an end that needs nobody's attention.
    public Finding asExpected() {
        return new Finding(cause, confidence, initiator, true, summary, evidence, fix);
    }

    public Finding withFix(String better) {
        return new Finding(cause, confidence, initiator, expected, summary, evidence, better);
    }

    /// The same, no more than likely where we stood still ourselves while we judged.
    ///
    /// @param stall how long; `null` where we did not
    public Finding unlessWeStoodStill(@Nullable Duration stall) {
        if (stall == null || confidence != Confidence.PROVEN) {
            return this;
        }
        List<String> more = new ArrayList<>(evidence);
        more.add("an event loop of ours stood still for " + Phrases.time(stall) + " meanwhile or just before");
        return new Finding(cause, Confidence.LIKELY, initiator, expected, summary, more, fix);
    }
}
