package dev.holdfast.observe.http;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.core.connection.LiveConnection;
import dev.holdfast.core.incident.Incident;
import dev.holdfast.core.incident.IncidentKind;
import dev.holdfast.observe.ends.RecentEnds;
import dev.holdfast.observe.incident.IncidentFields;
import dev.holdfast.observe.incident.Incidents;
import dev.holdfast.observe.json.EventJson;
import dev.holdfast.observe.json.JsonForm;
import dev.holdfast.observe.metrics.MetricsPage;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/// What the diagnostics API answers, by path.
public final class Resources {
    private static final String TICKETS = "/api/tickets";
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1000;

    private final DiagnosticsSources sources;
    private final RecentEnds ends;
    private final Incidents incidents;
    private final MetricsPage metrics;

    public Resources(DiagnosticsSources sources, RecentEnds ends, Incidents incidents, MetricsPage metrics) {
        this.incidents = incidents;
        this.sources = sources;
        this.ends = ends;
        this.metrics = metrics;
    }

    Answer get(String path, @Nullable String rawQuery) {
        try {
            Query query = Query.parse(rawQuery);
            return switch (path) {
                case "/" -> index();
                case "/api/connections" -> connections(query);
                case "/api/ends" -> ends(query);
                case "/api/incidents" -> incidents(query);
                case "/api/config" ->
                    Answer.json(
                            200, json -> json.writePOJO(sources.configuration().get()));
                case "/metrics" ->
                    new Answer(
                            200,
                            MetricsPage.CONTENT_TYPE,
                            metrics.render(sources.figures().snapshot()));
                case TICKETS -> Answer.error(405, "found GET, expected POST with {\"user\":\"…\"}");
                case "/health/live" -> status(200, "live", null);
                case "/health/ready" -> ready();
                default -> byId(path);
            };
        } catch (Query.Unusable unusable) {
            return Answer.error(400, unusable.getMessage());
        }
    }

    private Answer byId(String path) {
        if (path.startsWith("/api/connections/")) {
            LiveConnection live = sources.live().find(path.substring("/api/connections/".length()));
            return live == null
                    ? Answer.error(404, "no such connection is open; look under /api/ends")
                    : Answer.json(200, json -> live(json, live));
        }
        if (path.startsWith("/api/ends/")) {
            EndRecord end = ends.find(path.substring("/api/ends/".length()));
            return end == null
                    ? Answer.error(404, "no such end is kept; the log may still have it")
                    : Answer.json(200, json -> EventJson.ended(json, end));
        }
        if (path.startsWith("/api/incidents/")) {
            Incident incident = incidents.find(path.substring("/api/incidents/".length()));
            return incident == null
                    ? Answer.error(404, "no such incident goes on or is kept; the log may still have it")
                    : Answer.json(200, json -> incident(json, incident));
        }
        return Answer.error(404, "there is nothing at this path; GET / lists what there is");
    }

    private Answer connections(Query query) throws Query.Unusable {
        query.only("user", "offset", "limit");
        int offset = query.number("offset", 0, 0, Integer.MAX_VALUE);
        List<LiveConnection> page =
                sources.live().page(query.text("user"), offset, query.number("limit", DEFAULT_LIMIT, 1, MAX_LIMIT));
        return Answer.json(200, json -> {
            json.writeStartObject();
            json.writeNumberProperty("open", sources.live().count());
            json.writeNumberProperty("offset", offset);
            json.writeArrayPropertyStart("connections");
            page.forEach(connection -> live(json, connection));
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private Answer ends(Query query) throws Query.Unusable {
        query.only("limit", "cause");
        String id = query.text("cause");
        Cause cause = id == null ? null : Cause.byId(id).orElse(null);
        if (id != null && cause == null) {
            return Answer.error(400, "found the cause \"" + id + "\", expected one of spec/causes.json");
        }
        List<EndRecord> newest = ends.newest(query.number("limit", DEFAULT_LIMIT, 1, MAX_LIMIT), cause);
        return Answer.json(200, json -> {
            json.writeStartObject();
            json.writeArrayPropertyStart("ends");
            newest.forEach(end -> EventJson.ended(json, end));
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private Answer incidents(Query query) throws Query.Unusable {
        query.only("limit", "kind", "open");
        String word = query.text("kind");
        IncidentKind kind = word == null
                ? null
                : Arrays.stream(IncidentKind.values())
                        .filter(each -> each.word().equals(word))
                        .findFirst()
                        .orElse(null);
        if (word != null && kind == null) {
            return Answer.error(
                    400,
                    "found the kind \"" + word + "\", expected one of "
                            + Arrays.stream(IncidentKind.values())
                                    .map(IncidentKind::word)
                                    .collect(Collectors.joining(", ")));
        }
        String open = query.text("open");
        if (open != null && !open.equals("true") && !open.equals("false")) {
            return Answer.error(400, "found open=" + open + ", expected true or false");
        }
        List<Incident> found = incidents.list(
                query.number("limit", DEFAULT_LIMIT, 1, MAX_LIMIT), kind, open == null ? null : open.equals("true"));
        return Answer.json(200, json -> {
            json.writeStartObject();
            json.writeArrayPropertyStart("incidents");
            found.forEach(each -> incident(json, each));
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static void incident(JsonGenerator json, Incident incident) {
        json.writeStartObject();
        EventJson.fields(json, IncidentFields.of(incident));
        json.writeEndObject();
    }

    private static void live(JsonGenerator json, LiveConnection live) {
        json.writeStartObject();
        EventJson.identity(json, live.info());
        json.writeStringProperty("state", live.state());
        json.writeNumberProperty("age_seconds", seconds(live.age()));
        json.writeNumberProperty("idle_seconds", seconds(live.idle()));
        Duration roundTrip = live.roundTrip();
        if (roundTrip == null) {
            json.writeNullProperty("round_trip_seconds");
        } else {
            json.writeNumberProperty("round_trip_seconds", seconds(roundTrip));
        }
        json.writeNumberProperty("queued_bytes", live.queuedBytes());
        EventJson.counters(json, live.counters());
        json.writeEndObject();
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private Answer ready() {
        return switch (sources.readiness().get()) {
            case Readiness.Ready() -> status(200, "ready", null);
            case Readiness.NotReady(String reason) -> status(503, "not ready", reason);
        };
    }

    private static Answer status(int code, String word, @Nullable String reason) {
        return Answer.json(code, json -> {
            json.writeStartObject();
            json.writeStringProperty("status", word);
            if (reason != null) {
                json.writeStringProperty("reason", reason);
            }
            json.writeEndObject();
        });
    }

    private static Answer index() {
        return Answer.text("""
                Holdfast diagnostics

                GET  /api/connections?user=&offset=&limit=   open connections
                GET  /api/connections/{id}                   one of them
                GET  /api/ends?limit=&cause=                 the newest ends, each with its explanation
                GET  /api/ends/{id}                          one of them, with its whole timeline
                GET  /api/incidents?limit=&kind=&open=       what many ends have in common
                GET  /api/incidents/{id}                     one of them
                GET  /api/config                             effective configuration, secrets masked
                GET  /metrics                                for Prometheus
                GET  /health/live, /health/ready             for load balancers
                POST /api/tickets  {"user":"…"}              a one-time ticket
                """);
    }

    Answer post(String path, String body) {
        TicketIssuer tickets = sources.tickets();
        if (!path.equals(TICKETS)) {
            return Answer.error(405, "found POST, expected GET; only " + TICKETS + " takes a POST");
        }
        if (tickets == null) {
            return Answer.error(404, "tickets are not enabled here; enable the ticket carrier in the configuration");
        }
        String user;
        try {
            JsonNode tree = JsonForm.tree(body);
            user = tree.path("user").stringValue("");
        } catch (JacksonException notJson) {
            return Answer.error(400, "found no JSON, expected {\"user\":\"…\"}");
        }
        return switch (tickets.issue(user)) {
            case TicketIssuer.Issued issued ->
                Answer.json(
                        200,
                        json -> json.writePOJO(Map.of(
                                "ticket",
                                issued.ticket(),
                                "expires_at",
                                issued.expiresAt().toString())));
            case TicketIssuer.Refused(String problem) -> Answer.error(400, "user " + problem);
            case TicketIssuer.Full(Duration retryAfter) ->
                Answer.error(503, "too many tickets wait for their use; try again in " + retryAfter.toSeconds() + " s");
        };
    }
}
