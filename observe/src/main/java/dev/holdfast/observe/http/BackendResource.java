package dev.holdfast.observe.http;

import dev.holdfast.core.port.ServerFigures;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/// A gateway's backends: which are up, and what goes to them.
final class BackendResource {
    private final ServerFigures figures;

    BackendResource(ServerFigures figures) {
        this.figures = figures;
    }

    Answer list(Query query) throws Query.Unusable {
        query.only();
        List<ServerFigures.Backend> all = figures.snapshot().backends();
        return Answer.json(200, json -> {
            json.writeStartObject();
            json.writeArrayPropertyStart("backends");
            all.forEach(each -> write(json, each));
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static void write(JsonGenerator json, ServerFigures.Backend backend) {
        json.writeStartObject();
        json.writeStringProperty("backend", backend.authority());
        json.writePOJOProperty("up", backend.up());
        json.writeNumberProperty("connections", backend.connections());
        json.writeNumberProperty("chosen", backend.chosen());
        json.writeNumberProperty("unreached", backend.unreached());
        json.writeEndObject();
    }
}
