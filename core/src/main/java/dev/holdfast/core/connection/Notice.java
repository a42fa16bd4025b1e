package dev.holdfast.core.connection;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Something worth a log line that is neither a beginning nor an end.
///
/// @param event a short name from a fixed set, such as `development-bypass` or `handler-error`
/// @param message one sentence for people, holding no text from a client
/// @param about the connection it belongs to
/// @param fields further values; texts from clients belong here, where they are escaped
/// @param thrown for the stack trace in the log; never shown to a client
public record Notice(
        Level level,
        String event,
        String message,
        @Nullable ConnectionInfo about,
        Map<String, Object> fields,
        @Nullable Throwable thrown) {
    public enum Level {
        INFO,
        WARN,
        ERROR
    }

    public static Notice info(String event, String message, Map<String, Object> fields) {
        return new Notice(Level.INFO, event, message, null, fields, null);
    }

    public static Notice warn(String event, String message, Map<String, Object> fields) {
        return new Notice(Level.WARN, event, message, null, fields, null);
    }

    /// A fault of our own has ended a connection.
    ///
    /// @param errorId by which whoever was told of it finds this line
    public static Notice internalFault(@Nullable ConnectionInfo about, String errorId, Throwable thrown) {
        return new Notice(
                Level.ERROR,
                "internal-fault",
                "A fault of Holdfast ended a connection; please report it",
                about,
                Map.of("error_id", errorId),
                thrown);
    }
}
