package dev.holdfast.server.protocol;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Explanation;
import dev.holdfast.core.cause.Retry;
import dev.holdfast.core.close.CloseCode;
import dev.holdfast.core.connection.ConnectionInfo;
import dev.holdfast.server.options.ServerOptions;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.core.json.JsonFactory;

/// The server's JSON messages.
public final class Replies {
    private static final JsonFactory JSON = new JsonFactory();

    private Replies() {}

    public static String welcome(ConnectionInfo info, ServerOptions options, Instant now, List<String> warnings) {
        return object("welcome", json -> {
            json.writeStringProperty("connection", info.connectionId());
            json.writeStringProperty("user", info.userId() == null ? "" : info.userId());
            json.writeStringProperty("environment", options.environment().name().toLowerCase(Locale.ROOT));
            json.writeStringProperty("serverTime", now.toString());
            json.writeObjectPropertyStart("heartbeat");
            json.writeNumberProperty(
                    "intervalMs", options.heartbeat().interval().toMillis());
            json.writeNumberProperty("timeoutMs", options.heartbeat().timeout().toMillis());
            json.writeEndObject();
            json.writeObjectPropertyStart("limits");
            json.writeNumberProperty("messageBytes", options.limits().messageBytes());
            json.writeEndObject();
            json.writeBooleanProperty("resumed", false);
            json.writeArrayPropertyStart("warnings");
            warnings.forEach(json::writeString);
            json.writeEndArray();
        });
    }

    /// @param id the client's own id of what failed, as JSON
    public static String error(@Nullable String id, String errorId, String code, String message, boolean temporary) {
        return object("error", json -> {
            raw(json, "id", id == null ? quoted(errorId) : id);
            json.writeStringProperty("errorId", errorId);
            json.writeStringProperty("code", code);
            json.writeStringProperty("message", message);
            json.writeBooleanProperty("temporary", temporary);
        });
    }

    public static String ack(String id) {
        return object("ack", json -> raw(json, "id", id));
    }

    public static String ping(long t) {
        return object("ping", json -> json.writeNumberProperty("t", t));
    }

    /// @param id of the ping, as JSON
    /// @param t of the ping, as JSON
    public static String pong(@Nullable String id, @Nullable String t) {
        return object("pong", json -> {
            if (id != null) {
                raw(json, "id", id);
            }
            if (t != null) {
                raw(json, "t", t);
            }
        });
    }

    public static String authenticated(@Nullable Instant expiresAt) {
        return object("auth", json -> {
            if (expiresAt != null) {
                json.writeStringProperty("expiresAt", expiresAt.toString());
            }
        });
    }

    /// @param data JSON
    public static String message(String data) {
        return object("msg", json -> raw(json, "data", data));
    }

    public static String goodbye(CloseCode code, Cause cause, Retry retry, @Nullable Duration retryAfter) {
        return object("goodbye", json -> {
            json.writeNumberProperty("code", code.value());
            json.writeStringProperty("cause", cause.id());
            json.writeStringProperty("retry", retry.word());
            if (retryAfter != null) {
                json.writeNumberProperty("retryAfterMs", retryAfter.toMillis());
            }
            json.writeStringProperty("doc", cause.doc());
        });
    }

    /// The body of an HTTP answer that refuses a handshake. Says what the client may know: what is wrong, and
    /// where to read on; the evidence stays here.
    public static String refusal(Explanation explanation, String connectionId) {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            json.writeStringProperty("cause", explanation.cause().id());
            json.writeStringProperty("summary", explanation.summary());
            json.writeStringProperty("doc", explanation.doc());
            json.writeStringProperty("connection", connectionId);
            json.writeEndObject();
        }
        return out.toString();
    }

    public static String quoted(String text) {
        return "\"" + new String(JsonStringEncoder.getInstance().quoteAsCharArray(text)) + "\"";
    }

    private static void raw(JsonGenerator json, String name, String value) {
        json.writeName(name);
        json.writeRawValue(value);
    }

    private static String object(String type, Consumer<JsonGenerator> fields) {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            json.writeStringProperty("type", type);
            fields.accept(json);
            json.writeEndObject();
        }
        return out.toString();
    }
}
