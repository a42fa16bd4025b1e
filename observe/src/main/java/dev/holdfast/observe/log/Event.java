package dev.holdfast.observe.log;

import dev.holdfast.core.connection.ConnectionInfo;
import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.core.connection.LoopReport;
import dev.holdfast.core.connection.Notice;
import dev.holdfast.observe.ends.ExplainedAgain;
import java.time.Instant;

/// What gets a line in the log. Handed over as objects: turning them into text is the writing thread's work.
sealed interface Event {
    record Opened(Instant at, ConnectionInfo connection) implements Event {}

    /// An end, or a refused handshake.
    record Ended(EndRecord end) implements Event {}

    record Again(ExplainedAgain again) implements Event {}

    record LoopEnded(Instant at, LoopReport report) implements Event {}

    record Noticed(Instant at, Notice notice) implements Event {}

    /// Whether it is a beginning or an end of a connection; for these a part of the queue is kept.
    default boolean isLifecycle() {
        return switch (this) {
            case Opened _, Ended _, LoopEnded _ -> true;
            case Again _, Noticed _ -> false;
        };
    }
}
