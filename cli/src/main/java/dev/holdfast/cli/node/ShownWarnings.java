package dev.holdfast.cli.node;

import dev.holdfast.cli.config.load.LoadedConfiguration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// What of a configuration works and will bite, for `GET /api/warnings`: what the log said at the start.
final class ShownWarnings {
    private ShownWarnings() {}

    static JsonNode of(LoadedConfiguration loaded) {
        ArrayNode shown = JsonNodeFactory.instance.arrayNode();
        if (loaded.configuration().auth().developmentBypass()) {
            add(
                    shown,
                    "auth.development-bypass",
                    "whoever connects without a token is let in as a temporary user; only this machine can connect",
                    "development");
        }
        loaded.warnings()
                .forEach(warning -> add(
                        shown, warning.key(), warning.text(), warning.origin().text()));
        return shown;
    }

    private static void add(ArrayNode shown, String key, String text, String source) {
        shown.addObject().put("key", key).put("text", text).put("source", source);
    }
}
