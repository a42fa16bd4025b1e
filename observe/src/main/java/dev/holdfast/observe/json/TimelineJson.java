package dev.holdfast.observe.json;

import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.Leg;
import dev.holdfast.core.evidence.Timeline;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.NameTransformer;

/// `{"start":"…","omitted":0,"facts":[{"at_ms":0.0,"fact":"accepted","remote_address":"…"}]}`: a fact's time, name and
/// components side by side. A gateway's timeline has two legs, and names each fact's.
final class TimelineJson {
    private static final String AT = "at_ms";
    private static final String FACT = "fact";
    private static final String LEG = "leg";

    private static final Map<String, Class<?>> FACTS = JsonNames.records(Fact.class).stream()
            .collect(Collectors.toUnmodifiableMap(JsonNames::of, Function.identity()));

    private static final ValueSerializer<Object> NO_COMPONENTS = new ValueSerializer<>() {
        @Override
        public void serialize(Object fact, JsonGenerator json, SerializationContext context) {
            // The name says it all.
        }
    };

    /// What writes a fact's components into an object that is already begun. Kept, because Jackson makes a new one at
    /// each question: measured, that was nine tenths of the cost of a log line.
    private static final ConcurrentMap<Class<?>, ValueSerializer<Object>> COMPONENTS = new ConcurrentHashMap<>();

    static final ValueSerializer<Timeline> WRITER = new ValueSerializer<>() {
        @Override
        public void serialize(Timeline timeline, JsonGenerator json, SerializationContext context) {
            boolean gateway = timeline.has(Fact.Upstream.class);
            json.writeStartObject();
            json.writeStringProperty("start", timeline.start().toString());
            json.writeNumberProperty("omitted", timeline.omitted());
            json.writeArrayPropertyStart("facts");
            for (Timeline.Entry entry : timeline.entries()) {
                Fact fact = entry.fact();
                json.writeStartObject();
                json.writeNumberProperty(AT, Decimals.millis(entry.atNanos()));
                json.writeStringProperty(FACT, JsonNames.of(fact.getClass()));
                Leg leg = gateway ? Leg.of(fact) : null;
                if (leg != null) {
                    json.writeStringProperty(LEG, leg.word());
                }
                COMPONENTS
                        .computeIfAbsent(fact.getClass(), type -> components(type, context))
                        .serialize(fact, json, context);
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    };

    static final ValueDeserializer<Timeline> READER = new ValueDeserializer<>() {
        @Override
        public Timeline deserialize(JsonParser json, DeserializationContext context) {
            JsonNode tree = context.readTree(json);
            List<Timeline.Entry> entries = new ArrayList<>();
            for (JsonNode each : need(tree, "facts", json)) {
                if (!(each instanceof ObjectNode fields)) {
                    throw DatabindException.from(json, "a fact is an object, found " + each.getNodeType());
                }
                String name = need(fields, FACT, json).asString();
                long at = nanos(need(fields, AT, json), json);
                Class<?> type = FACTS.get(name);
                if (type == null) {
                    throw DatabindException.from(
                            json, "the fact \"" + name + "\" is not known: a newer Holdfast wrote this line");
                }
                fields.remove(List.of(AT, FACT, LEG)); // the leg follows from the fact
                entries.add(new Timeline.Entry(at, (Fact) context.readTreeAsValue(fields, type)));
            }
            Instant start = context.readTreeAsValue(need(tree, "start", json), Instant.class);
            return new Timeline(start, entries, need(tree, "omitted", json).intValue());
        }
    };

    private TimelineJson() {}

    private static ValueSerializer<Object> components(Class<?> fact, SerializationContext context) {
        return fact.getRecordComponents().length == 0
                ? NO_COMPONENTS
                : context.findValueSerializer(fact).unwrappingSerializer(NameTransformer.NOP);
    }

    private static long nanos(JsonNode millis, JsonParser json) {
        try {
            return Decimals.nanos(millis.decimalValue());
        } catch (ArithmeticException e) {
            throw DatabindException.from(json, "found a time that no connection has: " + e.getMessage(), e);
        }
    }

    private static JsonNode need(JsonNode tree, String name, JsonParser json) {
        JsonNode found = tree.get(name);
        if (found == null) {
            throw DatabindException.from(json, "a timeline needs \"" + name + "\" at this place, found none");
        }
        return found;
    }
}
