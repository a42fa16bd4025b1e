package dev.holdfast.observe.http;

import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.core.connection.LiveConnection;
import dev.holdfast.core.incident.Incident;
import dev.holdfast.core.incident.IncidentKind;
import dev.holdfast.core.port.ServerFigures;
import dev.holdfast.observe.ends.RecentEnds;
import dev.holdfast.observe.incident.Incidents;
import dev.holdfast.observe.json.EventJson;
import dev.holdfast.observe.json.IncidentFields;
import dev.holdfast.observe.json.JsonForm;
import dev.holdfast.observe.metrics.MetricsPage;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;

/// What the diagnostics API answers, by path.
public final class Resources {
    private static final String TICKETS = "/api/tickets";
    private static final String CONNECTIONS = "/api/connections/";
    private static final String CLOSE = "/close";
    private static final int MAX_REASON = 100;
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
                case "/" -> Objects.requireNonNullElseGet(DashboardFiles.at("/"), Resources::index);
                case "/api" -> index();
                case "/api/connections" -> connections(query);
                case "/api/ends" -> ends(query);
                case "/api/backends" -> backends(query);
                case "/api/incidents" -> incidents(query);
                case "/api/config" ->
                    Answer.json(
                            200, json -> json.writePOJO(sources.configuration().get()));
                case "/api/warnings" ->
                    Answer.json(200, json -> {
                        json.writeStartObject();
                        json.writePOJOProperty("warnings", sources.warnings().get());
                        json.writeEndObject();
                    });
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
        if (path.startsWith(CONNECTIONS)) {
            LiveConnection live = sources.live().find(path.substring(CONNECTIONS.length()));
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
        Answer file = DashboardFiles.at(path);
        return file == null ? Answer.error(404, "there is nothing at this path; GET /api lists what there is") : file;
    }

    private Answer connections(Query query) throws Query.Unusable {
        query.only("user", "offset", "limit");
        int offset = (int) query.number("offset", 0, 0, Integer.MAX_VALUE);
        List<LiveConnection> page = sources.live()
                .page(query.text("user"), offset, (int) query.number("limit", DEFAULT_LIMIT, 1, MAX_LIMIT));
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

    private Answer backends(Query query) throws Query.Unusable {
        query.only();
        List<ServerFigures.Backend> all = sources.figures().snapshot().backends();
        return Answer.json(200, json -> {
            json.writeStartObject();
            json.writeArrayPropertyStart("backends");
            all.forEach(each -> backend(json, each));
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static void backend(JsonGenerator json, ServerFigures.Backend backend) {
        json.writeStartObject();
        json.writeStringProperty("backend", backend.authority());
        json.writePOJOProperty("up", backend.up());
        json.writeNumberProperty("connections", backend.connections());
        json.writeNumberProperty("chosen", backend.chosen());
        json.writeNumberProperty("unreached", backend.unreached());
        json.writeEndObject();
    }

    private Answer ends(Query query) throws Query.Unusable {
        query.only(Stream.concat(Stream.of(EndFilter.PARAMETERS), Stream.of("limit", "before", "timeline"))
                .toArray(String[]::new));
        boolean whole = query.truth("timeline", true);
        RecentEnds.Page page = ends.page(
                query.number("before", Long.MAX_VALUE, 0, Long.MAX_VALUE),
                (int) query.number("limit", DEFAULT_LIMIT, 1, MAX_LIMIT),
                EndFilter.of(query));
        return Answer.json(200, json -> {
            json.writeStartObject();
            json.writeArrayPropertyStart("ends");
            page.ends().forEach(end -> {
                if (whole) {
                    EventJson.ended(json, end);
                } else {
                    EventJson.brief(json, end);
                }
            });
            json.writeEndArray();
            json.writePOJOProperty("next", page.next());
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
                (int) query.number("limit", DEFAULT_LIMIT, 1, MAX_LIMIT),
                kind,
                open == null ? null : open.equals("true"));
        return Answer.json(200, json -> {
            json.writeStartObject();
            json.writeArrayPropertyStart("incidents");
            found.forEach(each -> incident(json, each));
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    static void incident(JsonGenerator json, Incident incident) {
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
        return Answer.text((DashboardFiles.built() ? "" : """
                The dashboard was not built into this program: that takes Node 20 with npm where it is built.

                """) + """
                Holdfast diagnostics

                GET  /api/connections?user=&offset=&limit=   open connections
                GET  /api/connections/{id}                   one of them
                GET  /api/backends                           a gateway's backends: which are up, and what goes to them
                GET  /api/ends?limit=&before=&timeline=      the newest ends, each with its explanation; also by
                     &cause=&user=&address=&path=&confidence=&expected=&opened=&since=&until=
                GET  /api/ends/{id}                          one of them, with its whole timeline
                GET  /api/incidents?limit=&kind=&open=       what many ends have in common
                GET  /api/incidents/{id}                     one of them
                GET  /api/live?after=                        what happens, second by second (server-sent events)
                GET  /api/config                             effective configuration, secrets masked
                GET  /api/warnings                           what of it will bite
                GET  /metrics                                for Prometheus
                GET  /health/live, /health/ready             for load balancers
                POST /api/tickets  {"user":"…"}              a one-time ticket
                POST /api/connections/{id}/close {"reason":"…"}
                """);
    }

    Answer post(String path, String body) {
        if (path.equals(TICKETS)) {
            return ticket(body);
        }
        if (path.startsWith(CONNECTIONS) && path.endsWith(CLOSE)) {
            return close(path.substring(CONNECTIONS.length(), path.length() - CLOSE.length()), body);
        }
        return Answer.error(
                405,
                "found POST, expected GET; only " + TICKETS + " and " + CONNECTIONS + "{id}" + CLOSE + " take a POST");
    }

    private Answer close(String connectionId, String body) {
        String reason = field(body, "reason");
        if (reason == null || reason.isBlank() || reason.length() > MAX_REASON) {
            return Answer.error(
                    400, "expected {\"reason\":\"…\"} with 1 to " + MAX_REASON + " characters, for the log");
        }
        return sources.live().close(connectionId, reason.strip())
                ? Answer.json(202, json -> json.writePOJO(Map.of("closing", connectionId)))
                : Answer.error(404, "no such connection is open; look under /api/ends");
    }

    /// A text of a JSON object; `null` where there is none.
    private static @Nullable String field(String body, String name) {
        try {
            return JsonForm.tree(body).path(name).stringValue(null);
        } catch (JacksonException notJson) {
            return null;
        }
    }

    private Answer ticket(String body) {
        TicketIssuer tickets = sources.tickets();
        if (tickets == null) {
            return Answer.error(404, "tickets are not enabled here; enable the ticket carrier in the configuration");
        }
        String user = field(body, "user");
        if (user == null) {
            return Answer.error(400, "found no user, expected {\"user\":\"…\"}");
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
