package dev.holdfast.server.frame;

import dev.holdfast.core.close.CloseCode;
import dev.holdfast.core.close.CloseFrame;
import dev.holdfast.core.evidence.Violation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `spec/vectors/frames.json`, which says in no programming language what a server makes of a client's bytes.
final class FrameVectors {
    static final List<FrameVector> ALL = read();

    private FrameVectors() {}

    record FrameVector(String name, FrameLimits limits, byte[] in, List<String> out) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static List<FrameVector> read() {
        JsonNode file = JsonMapper.shared().readTree(Path.of("..", "spec", "vectors", "frames.json"));
        JsonNode defaults = file.get("defaults");
        List<FrameVector> vectors = new ArrayList<>();
        for (JsonNode vector : file.get("vectors")) {
            List<String> out = new ArrayList<>();
            vector.get("out").forEach(event -> out.add(event(event)));
            vectors.add(new FrameVector(
                    vector.get("name").asString(),
                    limits(defaults, vector.get("limits")),
                    ClientFrames.hex(vector.get("in").asString()),
                    out));
        }
        return vectors;
    }

    static FrameLimits defaults() {
        return limits(
                JsonMapper.shared()
                        .readTree(Path.of("..", "spec", "vectors", "frames.json"))
                        .get("defaults"),
                null);
    }

    private static FrameLimits limits(JsonNode defaults, @Nullable JsonNode changed) {
        return new FrameLimits(
                limit("maxMessageBytes", defaults, changed).asInt(),
                limit("maxFragments", defaults, changed).asInt(),
                limit("controlFramesPerSecond", defaults, changed).asInt(),
                limit("controlFrameBurst", defaults, changed).asInt(),
                limit("binaryAccepted", defaults, changed).asBoolean());
    }

    private static JsonNode limit(String name, JsonNode defaults, @Nullable JsonNode changed) {
        return changed != null && changed.has(name) ? changed.get(name) : defaults.get(name);
    }

    private static String event(JsonNode event) {
        Map.Entry<String, JsonNode> first = event.properties().iterator().next();
        JsonNode value = first.getValue();
        return switch (first.getKey()) {
            case "text" -> Event.text(value.asString());
            case "binary" -> Event.binary(value.asString());
            case "ping" -> Event.ping(value.asString());
            case "pong" -> Event.pong(value.asString());
            case "close" ->
                Event.close(
                        value.isNull()
                                ? CloseFrame.EMPTY
                                : CloseFrame.of(
                                        new CloseCode(value.asInt()),
                                        event.get("reason").asString()));
            case "violation" -> {
                Violation kind = Violation.valueOf(value.asString());
                if (kind.code().value() != event.get("code").asInt()) {
                    throw new AssertionError(kind + " is answered with " + kind.code() + ", not as in " + event);
                }
                yield Event.violation(kind);
            }
            default -> throw new AssertionError("unknown event " + event);
        };
    }
}
