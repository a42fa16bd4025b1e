package dev.holdfast.observe.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.holdfast.core.cause.Explanation;
import dev.holdfast.core.connection.ConnectionInfo;
import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.core.evidence.ClientReport;
import dev.holdfast.core.evidence.Timeline;
import java.io.StringWriter;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;

/// Writes and reads the JSON form of what the core knows. Safe for use by many threads.
///
/// The contract, for everybody who reads logs or answers: names in snake case, durations in seconds with the unit in
/// the name, instants in ISO 8601 with `Z`, constants in kebab case, absent values as `null`, numbers as numbers.
public final class JsonForm {
    private static final JsonInclude.Value SAID =
            JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS);

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(20)
                            .maxStringLength(1 << 16)
                            .build())
                    .build())
            .annotationIntrospector(new ProgramIntrospector())
            .propertyNamingStrategy(new ComponentNames())
            .addModule(new ValueModule())
            // Thirty things a client may say, of which it says a few: what it left out is left out here too.
            .withConfigOverride(ClientReport.class, said -> said.setInclude(SAID))
            .withConfigOverride(ClientReport.SeenClose.class, said -> said.setInclude(SAID))
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(EnumFeature.READ_ENUMS_USING_TO_STRING)
            .disable(EnumFeature.WRITE_ENUMS_USING_TO_STRING)
            .build();

    private JsonForm() {}

    /// One JSON value as text, written by `content`; see [SafeJson] for the way out of the program.
    public static String text(Consumer<JsonGenerator> content) {
        StringWriter text = new StringWriter(1024);
        try (JsonGenerator json = MAPPER.createGenerator(text)) {
            content.accept(json);
        }
        return text.toString();
    }

    /// The text as a tree.
    ///
    /// @throws tools.jackson.core.JacksonException where it is no JSON
    public static JsonNode tree(String text) {
        return MAPPER.readTree(text);
    }

    public static String write(Timeline timeline) {
        return MAPPER.writeValueAsString(timeline);
    }

    /// @throws tools.jackson.core.JacksonException where it is no timeline; says what is wrong
    public static Timeline timeline(JsonNode json) {
        return MAPPER.treeToValue(json, Timeline.class);
    }

    /// @throws tools.jackson.core.JacksonException where it is no report as a timeline has it; says what is wrong
    public static ClientReport clientReport(JsonNode json) {
        return MAPPER.treeToValue(json, ClientReport.class);
    }

    public static String write(Explanation explanation) {
        return MAPPER.writeValueAsString(explanation);
    }

    /// @throws tools.jackson.core.JacksonException where it is no explanation; says what is wrong
    public static Explanation explanation(JsonNode json) {
        JsonNode whole = json.isObject() && !json.has("missing")
                ? json.deepCopy().asObject().set("missing", MAPPER.createArrayNode())
                : json;
        return MAPPER.treeToValue(whole, Explanation.class);
    }

    /// @throws tools.jackson.core.JacksonException where it is no line about a connection; says what is wrong
    static ConnectionInfo connection(JsonNode line) {
        return MAPPER.treeToValue(line, ConnectionInfo.class);
    }

    /// Reads the log line of an end, as [EventJson] writes it.
    ///
    /// @throws tools.jackson.core.JacksonException where it is no such line; says what is wrong
    public static EndRecord end(JsonNode line) {
        return new EndRecord(
                connection(line),
                line.path("opened").booleanValue(),
                timeline(line.path("timeline")),
                explanation(line.path("explanation")));
    }
}
