package dev.holdfast.doctor.analyze.result;

import dev.holdfast.core.connection.ConnectionInfo;
import dev.holdfast.core.connection.EndRecord;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything that is told of one connection.
///
/// @param wanted the id that was asked for
/// @param info absent where nothing was found
/// @param openedAt where the log tells it
/// @param end absent where it has not ended in the log
/// @param lines what was logged while it went on
/// @param recorded how the log explained its end, where it differs
public record Story(
        String wanted,
        @Nullable ConnectionInfo info,
        @Nullable Instant openedAt,
        @Nullable EndRecord end,
        List<Line> lines,
        @Nullable String recorded) {
    /// Something besides the facts of its timeline.
    public record Line(Instant at, String level, String message) {}

    public boolean found() {
        return info != null;
    }
}
