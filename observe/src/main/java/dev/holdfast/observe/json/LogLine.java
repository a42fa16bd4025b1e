package dev.holdfast.observe.json;

import dev.holdfast.core.connection.ConnectionInfo;
import dev.holdfast.core.evidence.Timeline;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One line of the log as it is read back.
public sealed interface LogLine {
    /// When it was written.
    Instant at();

    /// A connection was opened.
    record Opened(Instant at, ConnectionInfo info) implements LogLine {}

    /// An end or a refused handshake, or one of these explained again.
    ///
    /// @param opened whether the connection was ever open
    /// @param cause the id that the line gives; of a newer Holdfast it may be one that is not known here
    /// @param confidence as the line gives it
    /// @param causeBefore of an end explained again: the id that it had before
    record Ended(
            Instant at,
            ConnectionInfo info,
            boolean opened,
            Timeline timeline,
            String cause,
            String confidence,
            @Nullable String causeBefore)
            implements LogLine {
        public boolean again() {
            return causeBefore != null;
        }
    }

    /// The report of a message loop, which repeats what the line of its connection's end says.
    record LoopEnded(Instant at) implements LogLine {}

    /// Anything else that was logged.
    ///
    /// @param event its stable name
    record Noticed(Instant at, String level, String message, String event) implements LogLine {}
}
