package dev.holdfast.observe.json;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Explanation;
import dev.holdfast.core.close.CloseFrame;
import dev.holdfast.core.close.TransportEnd;
import dev.holdfast.core.connection.ConnectionInfo;
import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.core.connection.LoopReport;
import dev.holdfast.core.connection.Notice;
import dev.holdfast.core.evidence.Counters;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// The events of a connection's life as JSON objects with their fields at the top: the lines of the log, and
/// what the diagnostics API answers.
///
/// The first three messages are what operators grep for; they are a contract.
public final class EventJson {
    public static final String OPENED = "WebSocket connection opened";
    public static final String REJECTED = "WebSocket connection rejected";
    public static final String DISCONNECT = "WebSocket disconnect";
    public static final String EXPLAINED_AGAIN = "WebSocket end explained again";
    public static final String LOOP_ENDED = "Exiting message handling loop";

    private EventJson() {}

    public static void opened(JsonGenerator json, Instant at, ConnectionInfo connection) {
        json.writeStartObject();
        head(json, at, Notice.Level.INFO, OPENED, "connection-opened");
        identity(json, connection);
        json.writeEndObject();
    }

    /// The line of an end or of a refused handshake, complete enough to explain it again.
    public static void ended(JsonGenerator json, EndRecord end) {
        json.writeStartObject();
        head(
                json,
                end.endedAt(),
                level(end),
                end.opened() ? DISCONNECT : REJECTED,
                end.opened() ? "connection-ended" : "connection-rejected");
        ending(json, end);
        json.writeEndObject();
    }

    /// The same without its timeline, for lists.
    public static void brief(JsonGenerator json, EndRecord end) {
        json.writeStartObject();
        head(
                json,
                end.endedAt(),
                level(end),
                end.opened() ? DISCONNECT : REJECTED,
                end.opened() ? "connection-ended" : "connection-rejected");
        told(json, end);
        json.writeEndObject();
    }

    /// The second line of an end of which more became known: all fields of the first, so that the newest line
    /// alone is enough, and how it was explained before.
    public static void explainedAgain(JsonGenerator json, Instant at, EndRecord end, Explanation before) {
        json.writeStartObject();
        head(json, at, Notice.Level.INFO, EXPLAINED_AGAIN, "end-explained-again");
        ending(json, end);
        json.writeObjectPropertyStart("explained_before");
        json.writeStringProperty("cause", before.cause().id());
        json.writeStringProperty("confidence", before.confidence().name());
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void ending(JsonGenerator json, EndRecord end) {
        told(json, end);
        json.writePOJOProperty("timeline", end.timeline());
    }

    private static void told(JsonGenerator json, EndRecord end) {
        identity(json, end.info());
        json.writeBooleanProperty("opened", end.opened());
        json.writeNumberProperty("disconnect_code", end.exchange().reportedCode());
        json.writeStringProperty(
                "disconnect_reason", ShownText.of(end.exchange().reportedReason()));
        frame(json, "close_received", end.exchange().received());
        frame(json, "close_sent", end.exchange().sent());
        TransportEnd transportEnd = end.exchange().transportEnd();
        json.writeStringProperty("transport_end", transportEnd == null ? null : transportEnd.word());
        json.writeNumberProperty("duration_seconds", Decimals.shortSeconds(end.duration()));
        counters(json, end.counters());
        json.writePOJOProperty("explanation", end.explanation());
    }

    /// The final line of a message loop. `Duration` has its capital D because that is what operators grep
    /// for.
    public static void loopEnded(JsonGenerator json, Instant at, LoopReport report) {
        Counters counters = report.counters();
        json.writeStartObject();
        head(json, at, Notice.Level.INFO, loopMessage(report), "loop-ended");
        identity(json, report.info());
        json.writeStringProperty("state", report.state());
        json.writeNumberProperty("duration_seconds", Decimals.shortSeconds(report.duration()));
        json.writeNumberProperty("iterations", counters.iterations());
        json.writeNumberProperty("messages", counters.messagesReceived());
        json.writeNumberProperty("errors", counters.errors());
        json.writeNumberProperty("handler_seconds_total", Decimals.seconds(counters.handlerTotal()));
        json.writeNumberProperty("handler_seconds_slowest", Decimals.seconds(counters.handlerSlowest()));
        json.writeEndObject();
    }

    /// `Exiting message handling loop: client-left. Duration: 12.3s, iterations 42, messages 42, errors 0`.
    public static String loopMessage(LoopReport report) {
        Counters counters = report.counters();
        return LOOP_ENDED + ": " + ShownText.of(report.why(), 256) + ". Duration: " + clock(report.duration())
                + ", iterations " + counters.iterations() + ", messages " + counters.messagesReceived() + ", errors "
                + counters.errors();
    }

    public static void noticed(JsonGenerator json, Instant at, Notice notice) {
        json.writeStartObject();
        head(json, at, notice.level(), notice.message(), notice.event());
        ConnectionInfo about = notice.about();
        if (about != null) {
            identity(json, about);
        }
        for (Map.Entry<String, Object> field : notice.fields().entrySet()) {
            FreeFields.write(json, field.getKey(), field.getValue());
        }
        Throwable thrown = notice.thrown();
        if (thrown != null) {
            json.writeStringProperty("exception", thrown.getClass().getName());
            json.writeStringProperty("stack_trace", StackText.of(thrown));
        }
        json.writeEndObject();
    }

    /// A fault of ours is an error, an end that somebody should look at a warning, the rest is information.
    public static Notice.Level level(EndRecord end) {
        if (end.explanation().cause() == Cause.INTERNAL_FAULT) {
            return Notice.Level.ERROR;
        }
        return end.explanation().expected() ? Notice.Level.INFO : Notice.Level.WARN;
    }

    private static void head(JsonGenerator json, Instant at, Notice.Level level, String message, String event) {
        json.writeStringProperty("timestamp", at.toString());
        json.writeStringProperty("level", level.name());
        json.writeStringProperty("message", ShownText.of(message));
        json.writeStringProperty("event", event);
    }

    /// Who the connection is. Every event about a connection has all of these.
    public static void identity(JsonGenerator json, ConnectionInfo connection) {
        json.writeStringProperty("connection_id", connection.connectionId());
        text(json, "user_id", connection.userId(), 256);
        json.writeStringProperty("remote_address", connection.remoteAddress());
        text(json, "path", connection.path(), 1024);
        text(json, "auth_method", connection.authMethod(), 256);
        text(json, "subprotocol", connection.subprotocol(), 256);
        text(json, "origin", connection.origin(), 256);
        text(json, "user_agent", connection.userAgent(), 256);
        text(json, "attempt", connection.attempt(), 256);
        json.writeStringProperty("accepted_at", connection.acceptedAt().toString());
    }

    private static void text(JsonGenerator json, String name, @Nullable String value, int mostCharacters) {
        json.writeStringProperty(name, value == null ? null : ShownText.of(value, mostCharacters));
    }

    /// `null` where there was no frame; `{"code":null,…}` for an empty one.
    private static void frame(JsonGenerator json, String name, @Nullable CloseFrame frame) {
        json.writePOJOProperty(name, frame);
    }

    /// Fields of any kind, as a notice has them.
    public static void fields(JsonGenerator json, Map<String, Object> fields) {
        fields.forEach((name, value) -> FreeFields.write(json, name, value));
    }

    /// What a connection did, in numbers.
    public static void counters(JsonGenerator json, Counters counters) {
        json.writeNumberProperty("messages_received", counters.messagesReceived());
        json.writeNumberProperty("messages_sent", counters.messagesSent());
        json.writeNumberProperty("bytes_received", counters.bytesReceived());
        json.writeNumberProperty("bytes_sent", counters.bytesSent());
        json.writeNumberProperty("errors", counters.errors());
    }

    private static String clock(Duration duration) {
        return String.format(Locale.ROOT, "%.1fs", duration.toNanos() / 1e9);
    }
}
