package dev.holdfast.doctor.analyze.format;

import dev.holdfast.doctor.analyze.event.LogEvent;
import dev.holdfast.observe.json.JsonForm;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// nginx's access log as JSON, by a `log_format` with `escape=json`. Its fields have whatever names the operator chose;
/// the usual ones are nginx's own, such as `request_uri` and `status`.
final class NginxJson extends LineReading {
    private final SeenPaths paths = new SeenPaths();

    NginxJson(Opened source) {
        super(source);
    }

    static boolean recognises(String line) {
        return line.startsWith("{")
                && line.contains("\"status\"")
                && (line.contains("\"request_uri\"") || line.contains("\"uri\"") || line.contains("\"request\""));
    }

    @Override
    @Nullable
    LogEvent event(String line) {
        JsonNode json;
        try {
            json = JsonForm.tree(line);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("not JSON", e);
        }
        String status = text(json, "status");
        String uri = text(json, "request_uri", "uri");
        String request = text(json, "request");
        if (status == null || (uri == null && request == null)) {
            throw new IllegalArgumentException("it has no `status`, or neither `request_uri` nor `request`");
        }
        String method = text(json, "request_method", "method");
        String lineOfRequest = request != null ? request : (method == null ? "GET" : method) + " " + uri + " HTTP/1.1";
        String lasted = text(json, "request_time");
        String client = text(json, "remote_addr", "client", "remote_ip");
        String port = text(json, "remote_port");
        return NginxAccess.of(
                source().lineName(),
                (client == null ? "?" : client) + (port == null ? "" : ":" + port),
                Told.Request.of(lineOfRequest),
                text(json, "http_user_agent", "user_agent", "agent"),
                end(json),
                Integer.parseInt(status),
                lasted == null || lasted.equals("-") ? null : NginxAccess.seconds(lasted),
                text(json, "connection", "connection_id"),
                text(json, "http_upgrade", "upgrade"),
                paths);
    }

    private static Instant end(JsonNode json) {
        String millis = text(json, "msec");
        if (millis != null) {
            return Instant.ofEpochSecond(0)
                    .plus(Duration.ofMillis(
                            new BigDecimal(millis).movePointRight(3).longValue()));
        }
        String time = text(json, "time_iso8601", "time", "timestamp", "@timestamp", "ts");
        if (time == null) {
            throw new IllegalArgumentException("it has no `time_iso8601`, `time` or `msec`");
        }
        return OffsetDateTime.parse(time).toInstant();
    }

    private static @Nullable String text(JsonNode json, String... names) {
        for (String name : names) {
            JsonNode found = json.get(name);
            if (found != null && found.isValueNode() && !found.isNull()) {
                return found.asString();
            }
        }
        return null;
    }
}
