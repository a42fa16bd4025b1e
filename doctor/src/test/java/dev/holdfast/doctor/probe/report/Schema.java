package dev.holdfast.doctor.probe.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// As much of JSON Schema as `spec/probe.schema.json` uses. A keyword that it does not know is an error,
/// so that nothing in the schema is passed over.
public final class Schema {
    private static final List<String> WORDS_ONLY = List.of("$schema", "$id", "$defs", "title", "description");

    private final JsonNode root;
    private final List<String> problems = new ArrayList<>();

    private Schema(JsonNode root) {
        this.root = root;
    }

    /// What is wrong with a value; nothing where it fits.
    public static List<String> problems(Path schema, String json) throws Exception {
        JsonMapper mapper = new JsonMapper();
        Schema read = new Schema(mapper.readTree(Files.readString(schema)));
        read.hold(read.root, mapper.readTree(json), "$");
        return read.problems;
    }

    private void hold(JsonNode schema, JsonNode value, String at) {
        for (var keyword : schema.properties()) {
            JsonNode says = keyword.getValue();
            boolean fits = switch (keyword.getKey()) {
                case "$ref" -> {
                    hold(root.at(says.asString().substring(1)), value, at);
                    yield true;
                }
                case "type" -> isOf(says, value);
                case "const" -> says.equals(value);
                case "enum" -> says.valueStream().anyMatch(value::equals);
                case "pattern" ->
                    Pattern.compile(says.asString()).matcher(value.asString()).find();
                case "minimum" -> value.asDouble() >= says.asDouble();
                case "minItems" -> value.size() >= says.asInt();
                case "required" -> says.valueStream().allMatch(name -> value.has(name.asString()));
                case "additionalProperties" -> value.propertyNames().stream().allMatch(schema.path("properties")::has);
                case "properties" -> {
                    says.properties().stream()
                            .filter(each -> value.has(each.getKey()))
                            .forEach(
                                    each -> hold(each.getValue(), value.path(each.getKey()), at + "." + each.getKey()));
                    yield true;
                }
                case "items" -> {
                    for (int i = 0; i < value.size(); i++) {
                        hold(says, value.get(i), at + "[" + i + "]");
                    }
                    yield true;
                }
                default -> WORDS_ONLY.contains(keyword.getKey());
            };
            if (!fits) {
                problems.add(at + ": " + keyword.getKey() + " " + says + ", found " + value);
            }
        }
    }

    private static boolean isOf(JsonNode types, JsonNode value) {
        return types.isArray()
                ? types.valueStream().anyMatch(type -> isOf(type, value))
                : switch (types.asString()) {
                    case "object" -> value.isObject();
                    case "array" -> value.isArray();
                    case "string" -> value.isString();
                    case "integer" -> value.isIntegralNumber();
                    case "number" -> value.isNumber();
                    case "null" -> value.isNull();
                    default -> false;
                };
    }
}
