package dev.holdfast.observe.ends;

import dev.holdfast.core.cause.Classifier;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.port.TimeSource;
import java.time.Instant;
import java.util.function.Consumer;

/// Adds to ends what is learned of them later, such as what a client reports or what many ends have in
/// common, and explains them again: by the same classifier, on the same timeline with one fact more. Safe for
/// use by many threads.
public final class LaterFacts {
    private final RecentEnds ends;
    private final Classifier classifier;
    private final TimeSource time;
    private final Consumer<ExplainedAgain> shown;

    /// @param shown gets every end that was explained again; may be called on event loops
    public LaterFacts(RecentEnds ends, Classifier classifier, TimeSource time, Consumer<ExplainedAgain> shown) {
        this.ends = ends;
        this.classifier = classifier;
        this.time = time;
        this.shown = shown;
    }

    /// @param fact a second one of the same kind is not added: the first that is learned counts
    /// @return whether the end was still kept and the fact is new to it
    public boolean learn(String connectionId, Fact.Afterwards fact) {
        Instant now = time.wall();
        RecentEnds.Replaced replaced = ends.replace(
                connectionId, end -> end.timeline().has(fact.getClass()) ? null : end.with(fact, now, classifier));
        if (replaced == null) {
            return false;
        }
        shown.accept(new ExplainedAgain(now, replaced.after(), replaced.before().explanation()));
        return true;
    }
}
