package dev.holdfast.observe.json;

import dev.holdfast.core.evidence.ClientReport;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// The fields that a notice brings along. Their values may be anything; what has no JSON form of its own
/// becomes text.
final class FreeFields {
    /// What every line has already; a notice that uses one of these names gets a trailing underscore, because
    /// a JSON object with a name twice means something different to each reader.
    private static final Set<String> TAKEN = Set.of(
            "timestamp",
            "level",
            "message",
            "event",
            "connection_id",
            "user_id",
            "remote_address",
            "path",
            "auth_method",
            "subprotocol",
            "origin",
            "user_agent",
            "attempt",
            "accepted_at",
            "exception",
            "stack_trace");

    private static final int DEEPEST = 3;

    private FreeFields() {}

    static void write(JsonGenerator json, String name, @Nullable Object value) {
        String shown = ShownText.of(name, 64);
        String unit = value instanceof Duration && !shown.endsWith("_seconds") ? "_seconds" : "";
        json.writeName(shown + unit + (TAKEN.contains(shown) ? "_" : ""));
        value(json, value, DEEPEST);
    }

    private static void value(JsonGenerator json, @Nullable Object value, int deepest) {
        switch (value) {
            case null -> json.writeNull();
            case Boolean truth -> json.writeBoolean(truth);
            case Integer number -> json.writeNumber(number);
            case Long number -> json.writeNumber(number);
            case Double number when Double.isFinite(number) -> json.writeNumber(number);
            case Duration duration -> json.writeNumber(Decimals.seconds(duration));
            case ClientReport report -> json.writePOJO(report);
            case Enum<?> constant -> json.writePOJO(constant);
            case Collection<?> many
            when deepest > 0 -> {
                json.writeStartArray();
                many.forEach(each -> value(json, each, deepest - 1));
                json.writeEndArray();
            }
            case Map<?, ?> map
            when deepest > 0 -> {
                json.writeStartObject();
                map.forEach((key, each) -> {
                    json.writeName(ShownText.of(String.valueOf(key), 64));
                    value(json, each, deepest - 1);
                });
                json.writeEndObject();
            }
            default -> json.writeString(ShownText.of(String.valueOf(value)));
        }
    }
}
