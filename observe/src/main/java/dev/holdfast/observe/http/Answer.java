package dev.holdfast.observe.http;

import dev.holdfast.observe.json.JsonForm;
import dev.holdfast.observe.json.SafeJson;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/// What a request is answered with.
record Answer(int status, String contentType, byte[] body) {
    private static final String JSON = "application/json; charset=utf-8";

    static Answer json(int status, Consumer<JsonGenerator> content) {
        return new Answer(status, JSON, SafeJson.utf8(JsonForm.text(content), 0));
    }

    /// @param problem what was found, what was expected, what to do
    static Answer error(int status, String problem) {
        return json(status, json -> {
            json.writeStartObject();
            json.writeStringProperty("error", problem);
            json.writeEndObject();
        });
    }

    static Answer text(String text) {
        return new Answer(200, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }
}
