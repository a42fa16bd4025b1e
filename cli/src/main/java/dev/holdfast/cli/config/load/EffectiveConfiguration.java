package dev.holdfast.cli.config.load;

import dev.holdfast.cli.config.bind.Bound;
import dev.holdfast.cli.config.bind.Schema;
import dev.holdfast.cli.config.source.Shown;
import dev.holdfast.cli.config.source.Tree;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Every key with the value it has, the value it has by default, and where the value was written. No secret is among
/// them, because none is a value: keys only name the place of one.
public final class EffectiveConfiguration {
    private final List<Setting> settings;

    private EffectiveConfiguration(List<Setting> settings) {
        this.settings = settings;
    }

    /// @param value as JSON; null where an optional key is not set, or its section is absent
    /// @param defaultValue null also for a key that has to be written
    /// @param source as [dev.holdfast.cli.config.source.Origin#text()] has it
    public record Setting(String key, JsonNode value, JsonNode defaultValue, String source) {
        public boolean isDefault() {
            return value.equals(defaultValue) || value.isNull();
        }

        /// One line: `limits.message-bytes: "128KiB" (holdfast.yaml:12; default "64KiB")`.
        public String text() {
            boolean hasAnother = !isDefault() && !defaultValue.isNull();
            return key + ": " + value + " (" + source + (hasAnother ? "; default " + defaultValue : "") + ")";
        }
    }

    static <T extends Record> EffectiveConfiguration of(Schema schema, Bound<T> bound, T defaults) {
        return new EffectiveConfiguration(schema.keys().stream()
                .map(key -> new Setting(
                        key.path(),
                        json(key.show(bound.value())),
                        json(key.showDefault(defaults)),
                        bound.origin(key.path()).text()))
                .toList());
    }

    public List<Setting> settings() {
        return settings;
    }

    /// For `GET /api/config`: the keys as they are nested in the file, each as
    /// `{"value":…,"default":…,"isDefault":…,"source":…}`.
    public JsonNode json() {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        for (Setting setting : settings) {
            List<String> path = Tree.path(setting.key());
            ObjectNode parent = root;
            for (String section : path.subList(0, path.size() - 1)) {
                parent = parent.withObjectProperty(section);
            }
            ObjectNode leaf = parent.putObject(path.getLast());
            leaf.set("value", setting.value());
            leaf.set("default", setting.defaultValue());
            leaf.put("isDefault", setting.isDefault());
            leaf.put("source", setting.source());
        }
        return root;
    }

    private static JsonNode json(@Nullable Object shown) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        return switch (shown) {
            case null -> json.nullNode();
            case Boolean truth -> json.booleanNode(truth);
            case Integer number -> json.numberNode(number.longValue());
            case Long number -> json.numberNode(number.longValue());
            case String text -> json.stringNode(Shown.plain(text));
            case List<?> items -> {
                var array = json.arrayNode();
                items.forEach(item -> array.add(json(item)));
                yield array;
            }
            default -> throw new IllegalStateException("no JSON for " + Objects.toIdentityString(shown));
        };
    }
}
