package dev.holdfast.observe.http;

import dev.holdfast.core.connection.LiveConnection;
import dev.holdfast.core.port.LiveConnections;
import dev.holdfast.observe.json.EventJson;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// The open connections: pages of them, one of them, and the end of one.
final class ConnectionResource {
    private static final int MAX_REASON = 100;

    private final LiveConnections live;

    ConnectionResource(LiveConnections live) {
        this.live = live;
    }

    Answer page(Query query) throws Query.Unusable {
        query.only("user", "offset", "limit");
        int offset = (int) query.number("offset", 0, 0, Integer.MAX_VALUE);
        List<LiveConnection> page = live.page(query.text("user"), offset, query.limit());
        return Answer.json(200, json -> {
            json.writeStartObject();
            json.writeNumberProperty("open", live.count());
            json.writeNumberProperty("offset", offset);
            json.writeArrayPropertyStart("connections");
            page.forEach(connection -> write(json, connection));
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    Answer one(String connectionId) {
        LiveConnection found = live.find(connectionId);
        return found == null ? notOpen() : Answer.json(200, json -> write(json, found));
    }

    Answer close(String connectionId, @Nullable String reason) {
        if (reason == null || reason.isBlank() || reason.length() > MAX_REASON) {
            return Answer.error(
                    400, "expected {\"reason\":\"…\"} with 1 to " + MAX_REASON + " characters, for the log");
        }
        return live.close(connectionId, reason.strip())
                ? Answer.json(202, json -> json.writePOJO(Map.of("closing", connectionId)))
                : notOpen();
    }

    private static Answer notOpen() {
        return Answer.error(404, "no such connection is open; look under /api/ends");
    }

    private static void write(JsonGenerator json, LiveConnection connection) {
        json.writeStartObject();
        EventJson.identity(json, connection.info());
        json.writeStringProperty("state", connection.state());
        json.writeNumberProperty("age_seconds", seconds(connection.age()));
        json.writeNumberProperty("idle_seconds", seconds(connection.idle()));
        Duration roundTrip = connection.roundTrip();
        if (roundTrip == null) {
            json.writeNullProperty("round_trip_seconds");
        } else {
            json.writeNumberProperty("round_trip_seconds", seconds(roundTrip));
        }
        json.writeNumberProperty("queued_bytes", connection.queuedBytes());
        EventJson.counters(json, connection.counters());
        json.writeEndObject();
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
