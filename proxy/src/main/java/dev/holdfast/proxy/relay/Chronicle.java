package dev.holdfast.proxy.relay;

import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.Timeline;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The timeline of one connection while it is written, and how things stood when its end began. Used on the
/// connection's event loop.
final class Chronicle {
    private final Timeline.Recorder recorder;
    private @Nullable Circumstances circumstances;
    private boolean ended;

    /// @param start of the timeline, whose first fact this is
    Chronicle(Instant wall, long start, Fact.Accepted accepted) {
        recorder = new Timeline.Recorder(wall, start);
        recorder.record(start, accepted);
    }

    void record(Fact fact, GatewayConnection connection) {
        if (ended
                && !(fact instanceof Fact.Totals
                        || fact instanceof Fact.UpstreamTotals
                        || fact instanceof Fact.NodeUnwell)) {
            return;
        }
        long now = connection.now();
        if (circumstances == null && fact instanceof Fact.Ending) {
            Circumstances then = Circumstances.of(connection.down(), connection.up(), fact, now);
            circumstances = then;
            if (connection.relayState() == RelayState.OPEN) {
                then.facts().forEach(each -> recorder.record(now, each));
            }
        }
        recorder.record(now, fact);
    }

    /// Nothing more happens: from here on only what sums it up is taken.
    void end() {
        ended = true;
    }

    /// How things stood when the end began.
    Circumstances circumstances(GatewayConnection connection) {
        Circumstances known = circumstances;
        return known == null ? Circumstances.of(connection.down(), connection.up(), null, connection.now()) : known;
    }

    Timeline timeline() {
        return recorder.timeline();
    }

    Duration age(long now) {
        return recorder.age(now);
    }
}
