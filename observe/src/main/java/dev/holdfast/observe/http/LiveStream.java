package dev.holdfast.observe.http;

import com.sun.net.httpserver.HttpExchange;
import dev.holdfast.core.port.TimeSource;
import dev.holdfast.observe.history.History;
import dev.holdfast.observe.history.Moment;
import dev.holdfast.observe.incident.Incidents;
import dev.holdfast.observe.json.JsonForm;
import dev.holdfast.observe.json.SafeJson;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/// `GET /api/live`: server-sent events for pages that watch. First the hour that is kept, then a moment a second,
/// and the incidents that go on whenever they have changed.
///
/// Bounded: so many streams at a time, each on a virtual thread of its own, and each for less than the minute
/// after which the HTTP server ends an answer; whoever watches asks again with `?after=` the last second it has,
/// and misses nothing.
public final class LiveStream {
    static final int MOST = 32;
    private static final Duration LONGEST = Duration.ofSeconds(45);
    private static final int INCIDENTS = 100;

    private final History history;
    private final Incidents incidents;
    private final Consumer<JsonGenerator> about;
    private final TimeSource time;
    private final Semaphore places = new Semaphore(MOST);

    /// @param about writes the fields of what the page is told of the program
    public LiveStream(History history, Incidents incidents, Consumer<JsonGenerator> about, TimeSource time) {
        this.history = history;
        this.incidents = incidents;
        this.about = about;
        this.time = time;
    }

    /// Serves until the peer goes, the time is over or the server stops.
    ///
    /// @param after the last second that the page has; 0 for none
    /// @return the refusal where there is no place; nothing was sent then
    boolean serve(HttpExchange exchange, long after) throws IOException {
        if (!places.tryAcquire()) {
            return false;
        }
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                stream(out, after);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            places.release();
        }
        return true;
    }

    private void stream(OutputStream out, long after) throws IOException, InterruptedException {
        long until = time.nanos() + LONGEST.toNanos();
        event(out, "about", json -> {
            json.writeStartObject();
            about.accept(json);
            json.writeEndObject();
        });
        List<Moment> past = history.after(after);
        event(out, "history", json -> {
            json.writeStartArray();
            past.forEach(each -> each.write(json));
            json.writeEndArray();
        });
        long last = past.isEmpty() ? after : past.getLast().at();
        String shown = "";
        while (!history.closed()) {
            String now = JsonForm.text(this::incidents);
            if (!now.equals(shown)) {
                event(out, "incidents", now);
                shown = now;
            }
            out.flush();
            long left = until - time.nanos();
            List<Moment> fresh = left <= 0 ? List.of() : history.await(last, Duration.ofNanos(left));
            if (fresh.isEmpty()) {
                return;
            }
            for (Moment each : fresh) {
                event(out, "moment", each::write);
                last = each.at();
            }
        }
    }

    private void incidents(JsonGenerator json) {
        json.writeStartArray();
        incidents.list(INCIDENTS, null, true).forEach(each -> IncidentResource.write(json, each));
        json.writeEndArray();
    }

    private static void event(OutputStream out, String name, Consumer<JsonGenerator> content) throws IOException {
        event(out, name, JsonForm.text(content));
    }

    private static void event(OutputStream out, String name, String json) throws IOException {
        // JSON has no line break in it, so it is one line of the stream.
        out.write(("event: " + name + "\ndata: ").getBytes(StandardCharsets.UTF_8));
        out.write(SafeJson.utf8(json, 0));
        out.write("\n\n".getBytes(StandardCharsets.UTF_8));
    }
}
