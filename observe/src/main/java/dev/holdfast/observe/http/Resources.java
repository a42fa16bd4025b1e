package dev.holdfast.observe.http;

import dev.holdfast.observe.ends.RecentEnds;
import dev.holdfast.observe.incident.Incidents;
import dev.holdfast.observe.json.JsonForm;
import dev.holdfast.observe.metrics.MetricsPage;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// What the diagnostics API answers, by path.
public final class Resources {
    private static final String TICKETS = "/api/tickets";
    private static final String CONNECTIONS = "/api/connections/";
    private static final String CLOSE = "/close";
    private static final String ENDS = "/api/ends/";
    private static final String INCIDENTS = "/api/incidents/";

    private final DiagnosticsSources sources;
    private final MetricsPage metrics;
    private final ConnectionResource connections;
    private final EndResource ends;
    private final IncidentResource incidents;
    private final BackendResource backends;
    private final TicketResource tickets;

    public Resources(DiagnosticsSources sources, RecentEnds ends, Incidents incidents, MetricsPage metrics) {
        this.sources = sources;
        this.metrics = metrics;
        this.connections = new ConnectionResource(sources.live());
        this.ends = new EndResource(ends);
        this.incidents = new IncidentResource(incidents);
        this.backends = new BackendResource(sources.figures());
        this.tickets = new TicketResource(sources.tickets());
    }

    Answer get(String path, @Nullable String rawQuery) {
        try {
            Query query = Query.parse(rawQuery);
            return switch (path) {
                case "/" -> Objects.requireNonNullElseGet(DashboardFiles.at("/"), Resources::index);
                case "/api" -> index();
                case "/api/connections" -> connections.page(query);
                case "/api/ends" -> ends.page(query);
                case "/api/backends" -> backends.list(query);
                case "/api/incidents" -> incidents.list(query);
                case "/api/config" -> configuration();
                case "/api/warnings" -> warnings();
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
            return connections.one(path.substring(CONNECTIONS.length()));
        }
        if (path.startsWith(ENDS)) {
            return ends.one(path.substring(ENDS.length()));
        }
        if (path.startsWith(INCIDENTS)) {
            return incidents.one(path.substring(INCIDENTS.length()));
        }
        Answer file = DashboardFiles.at(path);
        return file == null ? Answer.error(404, "there is nothing at this path; GET /api lists what there is") : file;
    }

    Answer post(String path, String body) {
        if (path.equals(TICKETS)) {
            return tickets.issue(field(body, "user"));
        }
        if (path.startsWith(CONNECTIONS) && path.endsWith(CLOSE)) {
            return connections.close(
                    path.substring(CONNECTIONS.length(), path.length() - CLOSE.length()), field(body, "reason"));
        }
        return Answer.error(
                405,
                "found POST, expected GET; only " + TICKETS + " and " + CONNECTIONS + "{id}" + CLOSE + " take a POST");
    }

    /// A text of a JSON object; `null` where there is none.
    private static @Nullable String field(String body, String name) {
        try {
            return JsonForm.tree(body).path(name).stringValue(null);
        } catch (JacksonException notJson) {
            return null;
        }
    }

    private Answer configuration() {
        JsonNode effective = sources.configuration().get();
        return Answer.json(200, json -> json.writePOJO(effective));
    }

    private Answer warnings() {
        JsonNode warnings = sources.warnings().get();
        return Answer.json(200, json -> {
            json.writeStartObject();
            json.writePOJOProperty("warnings", warnings);
            json.writeEndObject();
        });
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
}
