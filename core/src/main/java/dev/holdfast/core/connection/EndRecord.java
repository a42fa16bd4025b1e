package dev.holdfast.core.connection;

import dev.holdfast.core.cause.Classifier;
import dev.holdfast.core.cause.Explanation;
import dev.holdfast.core.close.CloseExchange;
import dev.holdfast.core.evidence.Counters;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.Timeline;
import java.time.Duration;
import java.time.Instant;

/// The one record that every connection leaves when it ends, and every handshake that was refused.
///
/// @param opened whether it was ever open to the application; a refused handshake was not
public record EndRecord(ConnectionInfo info, boolean opened, Timeline timeline, Explanation explanation) {
    /// The same end, explained again with something that was learned afterwards.
    ///
    /// @param at the wall clock when it was learned
    public EndRecord with(Fact.Afterwards learned, Instant at, Classifier classifier) {
        Timeline more = timeline.with(learned, at);
        return new EndRecord(info, opened, more, classifier.explain(more));
    }

    /// When the end was recorded.
    public Instant endedAt() {
        return timeline.end();
    }

    /// From the TCP accept to the end.
    public Duration duration() {
        return timeline.duration();
    }

    public CloseExchange exchange() {
        return timeline.exchange();
    }

    public Counters counters() {
        return timeline.last(Fact.Totals.class).map(Fact.Totals::counters).orElse(Counters.NONE);
    }
}
