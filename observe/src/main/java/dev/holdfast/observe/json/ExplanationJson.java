package dev.holdfast.observe.json;

import dev.holdfast.core.cause.Explanation;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;

/// The explanation as everybody sees it: log, API, `/why` and dashboard. `missing` stands only where a cause could not
/// be found.
final class ExplanationJson {
    static final ValueSerializer<Explanation> WRITER = new ValueSerializer<>() {
        @Override
        public void serialize(Explanation explanation, JsonGenerator json, SerializationContext context) {
            json.writeStartObject();
            json.writeStringProperty("cause", explanation.cause().id());
            json.writeStringProperty("confidence", explanation.confidence().name());
            json.writeStringProperty("initiator", explanation.initiator().word());
            json.writeBooleanProperty("expected", explanation.expected());
            json.writeStringProperty("summary", ShownText.of(explanation.summary()));
            clauses(json, "evidence", explanation.evidence());
            json.writeStringProperty("fix", ShownText.of(explanation.fix()));
            json.writeStringProperty("doc", explanation.doc());
            if (!explanation.missing().isEmpty()) {
                clauses(json, "missing", explanation.missing());
            }
            json.writeEndObject();
        }
    };

    private ExplanationJson() {}

    private static void clauses(JsonGenerator json, String name, List<String> clauses) {
        json.writeArrayPropertyStart(name);
        for (String clause : clauses) {
            json.writeString(ShownText.of(clause));
        }
        json.writeEndArray();
    }
}
