package dev.holdfast.observe.json;

import dev.holdfast.core.cause.Explanation;
import dev.holdfast.core.close.CloseCode;
import dev.holdfast.core.evidence.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.function.BiFunction;
import java.util.function.Function;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.module.SimpleModule;

/// The values that are not simply their components.
final class ValueModule extends SimpleModule {
    private static final long serialVersionUID = 1L;

    ValueModule() {
        super("holdfast");
        addSerializer(String.class, writer((text, json) -> json.writeString(ShownText.of(text))));
        addSerializer(Duration.class, writer((duration, json) -> json.writeNumber(Decimals.seconds(duration))));
        addDeserializer(Duration.class, reader(JsonParser::getDecimalValue, Decimals::duration));
        addSerializer(Instant.class, writer((instant, json) -> json.writeString(instant.toString())));
        addDeserializer(Instant.class, reader(JsonParser::getString, Instant::parse));
        addSerializer(CloseCode.class, writer((code, json) -> json.writeNumber(code.value())));
        addDeserializer(CloseCode.class, reader(JsonParser::getIntValue, CloseCode::new));
        addSerializer(Timeline.class, TimelineJson.WRITER);
        addDeserializer(Timeline.class, TimelineJson.READER);
        addSerializer(Explanation.class, ExplanationJson.WRITER);
    }

    private static <T> ValueSerializer<T> writer(BiFunction<T, JsonGenerator, JsonGenerator> write) {
        return new ValueSerializer<>() {
            @Override
            public void serialize(T value, JsonGenerator json, SerializationContext context) {
                var _ = write.apply(value, json);
            }
        };
    }

    private static <R, T> ValueDeserializer<T> reader(Function<JsonParser, R> raw, Function<R, T> parse) {
        return new ValueDeserializer<>() {
            @Override
            public T deserialize(JsonParser json, DeserializationContext context) {
                try {
                    return parse.apply(raw.apply(json));
                } catch (ArithmeticException | DateTimeParseException | IllegalArgumentException e) {
                    throw DatabindException.from(json, "found a value out of range: " + e.getMessage(), e);
                }
            }
        };
    }
}
