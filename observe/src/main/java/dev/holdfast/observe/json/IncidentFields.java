package dev.holdfast.observe.json;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Phrases;
import dev.holdfast.core.connection.Notice;
import dev.holdfast.core.incident.Incident;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An incident as log lines and the diagnostics API show it.
public final class IncidentFields {
    private static final String OPENED = "WebSocket incident opened";
    private static final String ENDED = "WebSocket incident ended";

    private IncidentFields() {}

    /// The line of its beginning or of its end.
    public static Notice notice(Incident incident) {
        String what = incident.kind().word() + ", "
                + incident.explanation().cause().id() + ", " + Phrases.count(incident.count(), "time");
        boolean nobodysConcern = !incident.open() || incident.explanation().expected();
        return new Notice(
                nobodysConcern ? Notice.Level.INFO : Notice.Level.WARN,
                incident.open() ? "incident-opened" : "incident-ended",
                (incident.open() ? OPENED : ENDED) + ": " + what,
                null,
                of(incident),
                null);
    }

    /// By name, in the order in which people read them.
    public static Map<String, Object> of(Incident incident) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("incident_id", incident.id());
        fields.put("kind", incident.kind().word());
        fields.put("open", incident.open());
        fields.put("subject", incident.subject());
        fields.put("count", incident.count());
        fields.put("started_at", incident.startedAt().toString());
        fields.put("opened_at", incident.openedAt().toString());
        fields.put("last_at", incident.lastAt().toString());
        where(fields, "ended_at", incident.endedAt());
        details(fields, incident.details());
        fields.put("connections", incident.examples());
        fields.put("explanation", explanation(incident));
        return fields;
    }

    private static void details(Map<String, Object> fields, Incident.Details details) {
        switch (details) {
            case Incident.Loop(var client, var period, boolean steady, var causes, long heldBack) -> {
                fields.put("client", Map.of("trust", client.trust().word(), "id", client.id()));
                where(fields, "period", period);
                fields.put("steady", steady);
                fields.put("causes", causes(causes));
                fields.put("held_back", heldBack);
            }
            case Incident.CutOff(var measure, Duration limit, List<String> places) -> {
                fields.put("measure", measure);
                fields.put("limit", limit);
                fields.put("places", places);
            }
            case Incident.MassEnd(Duration span, var shared, var different, var causes) -> {
                fields.put("span", span);
                fields.put("shared", shared);
                fields.put("different", different);
                fields.put("causes", causes(causes));
            }
            case Incident.Storm(long peak, long refused, var period, var after) -> {
                fields.put("peak_per_second", peak);
                fields.put("refused", refused);
                where(fields, "period", period);
                where(fields, "after", after);
            }
        }
    }

    private static Map<String, Object> causes(Map<Cause, Long> causes) {
        Map<String, Object> byId = new LinkedHashMap<>();
        causes.forEach((cause, count) -> byId.put(cause.id(), count));
        return byId;
    }

    private static Map<String, Object> explanation(Incident incident) {
        var explanation = incident.explanation();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("cause", explanation.cause().id());
        fields.put("confidence", explanation.confidence().name());
        fields.put("initiator", explanation.initiator().word());
        fields.put("expected", explanation.expected());
        fields.put("summary", explanation.summary());
        fields.put("evidence", explanation.evidence());
        fields.put("fix", explanation.fix());
        fields.put("doc", explanation.doc());
        if (!explanation.missing().isEmpty()) {
            fields.put("missing", explanation.missing());
        }
        return fields;
    }

    private static void where(Map<String, Object> fields, String name, @Nullable Object present) {
        if (present != null) {
            fields.put(name, present instanceof Duration ? present : present.toString());
        }
    }
}
