package dev.holdfast.core.cause;

import java.util.List;

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
}
