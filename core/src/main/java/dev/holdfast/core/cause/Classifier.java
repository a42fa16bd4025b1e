package dev.holdfast.core.cause;

import dev.holdfast.core.evidence.Timeline;
import java.util.List;

/// Turns the timeline of a connection into exactly one explanation. Pure: given the same timeline, from memory or from
/// a log line, it says the same.
public final class Classifier {
    private final List<CauseRule> rules;

    /// @param rules in order of precedence: the first that finds something is right
    public Classifier(List<CauseRule> rules) {
        this.rules = List.copyOf(rules);
    }

    /// Always answers: what no rule knows is [Cause#UNEXPLAINED], with what is missing.
    public Explanation explain(Timeline timeline) {
        Case facts = new Case(timeline);
        for (CauseRule rule : rules) {
            Finding finding = rule.examine(facts);
            if (finding != null) {
                return new Explanation(
                        finding.cause(),
                        finding.confidence(),
                        finding.initiator(),
                        finding.expected(),
                        finding.summary(),
                        finding.evidence(),
                        finding.fix(),
                        List.of());
            }
        }
        return Unexplained.explain(facts);
    }
}
