package dev.holdfast.observe.http;

import dev.holdfast.core.incident.Incident;
import dev.holdfast.core.incident.IncidentKind;
import dev.holdfast.observe.incident.Incidents;
import dev.holdfast.observe.json.EventJson;
import dev.holdfast.observe.json.IncidentFields;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// What many ends have in common: those that go on first, then those that are over.
final class IncidentResource {
    private final Incidents incidents;

    IncidentResource(Incidents incidents) {
        this.incidents = incidents;
    }

    Answer list(Query query) throws Query.Unusable {
        query.only("limit", "kind", "open");
        List<Incident> found = incidents.list(query.limit(), kind(query.text("kind")), query.truth("open"));
        return Answer.json(200, json -> {
            json.writeStartObject();
            json.writeArrayPropertyStart("incidents");
            found.forEach(each -> write(json, each));
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static @Nullable IncidentKind kind(@Nullable String word) throws Query.Unusable {
        if (word == null) {
            return null;
        }
        for (IncidentKind each : IncidentKind.values()) {
            if (each.word().equals(word)) {
                return each;
            }
        }
        throw new Query.Unusable("found the kind \"" + word + "\", expected one of "
                + Arrays.stream(IncidentKind.values()).map(IncidentKind::word).collect(Collectors.joining(", ")));
    }

    Answer one(String incidentId) {
        Incident incident = incidents.find(incidentId);
        return incident == null
                ? Answer.error(404, "no such incident goes on or is kept; the log may still have it")
                : Answer.json(200, json -> write(json, incident));
    }

    static void write(JsonGenerator json, Incident incident) {
        json.writeStartObject();
        EventJson.fields(json, IncidentFields.of(incident));
        json.writeEndObject();
    }
}
