package dev.holdfast.doctor.probe.check;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Explanation;
import dev.holdfast.core.cause.Initiator;
import java.util.ArrayList;
import java.util.List;

/// Explanations of what only several attempts together show. A single attempt is explained by the
/// classifier.
final class Explained {
    private Explained() {}

    static Explanation as(
            Cause cause,
            Confidence confidence,
            Initiator initiator,
            String summary,
            List<String> evidence,
            String fix) {
        return new Explanation(cause, confidence, initiator, false, summary, evidence, fix, List.of());
    }

    /// The same explanation with more to rest on.
    static Explanation with(Explanation why, String... more) {
        List<String> evidence = new ArrayList<>(why.evidence());
        evidence.addAll(List.of(more));
        return new Explanation(
                why.cause(),
                why.confidence(),
                why.initiator(),
                why.expected(),
                why.summary(),
                evidence,
                why.fix(),
                why.missing());
    }

    static Explanation withFix(Explanation why, String fix) {
        return new Explanation(
                why.cause(),
                why.confidence(),
                why.initiator(),
                why.expected(),
                why.summary(),
                why.evidence(),
                fix,
                why.missing());
    }
}
