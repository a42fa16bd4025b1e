package dev.holdfast.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `spec/vectors/protocol.json`: what is understood of a client's messages.
class EnvelopeVectorsTest {
    record Vector(String name, String in, Map<String, String> out) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final Map<String, String> NOTHING = Map.of();

    static List<Vector> vectors() {
        JsonNode file = JsonMapper.shared().readTree(Path.of("..", "spec", "vectors", "protocol.json"));
        return StreamSupport.stream(file.get("vectors").spliterator(), false)
                .map(vector -> new Vector(
                        vector.get("name").asString(), text(vector.get("in")), understood(vector.get("out"))))
                .toList();
    }

    private static Map<String, String> understood(JsonNode out) {
        return out.isNull()
                ? NOTHING
                : out.propertyStream().collect(Collectors.toMap(Map.Entry::getKey, each -> text(each.getValue())));
    }

    private static String text(JsonNode node) {
        if (node.isString()) {
            return node.asString();
        }
        Stream<JsonNode> parts = node.isArray() ? StreamSupport.stream(node.spliterator(), false) : Stream.of(node);
        return parts.map(part -> part.isString()
                        ? part.asString()
                        : part.get("repeat").asString().repeat(part.get("times").asInt()))
                .collect(Collectors.joining());
    }

    private static Map<String, String> understood(@Nullable Envelope envelope) {
        Map<String, String> fields = new LinkedHashMap<>();
        if (envelope != null) {
            put(fields, "type", envelope.type());
            put(fields, "id", envelope.id());
            put(fields, "t", envelope.t());
            put(fields, "token", envelope.token());
            put(fields, "reason", envelope.reason());
            put(fields, "tab", envelope.tab());
            put(fields, "client", envelope.client());
            put(fields, "prev", envelope.prev() == null ? null : envelope.prev().attempt());
            put(fields, envelope.dataIsText() ? "data" : "json", envelope.data());
        }
        return fields;
    }

    private static void put(Map<String, String> fields, String name, @Nullable String value) {
        if (value != null) {
            fields.put(name, value);
        }
    }

    private static @Nullable Envelope read(String text) {
        return EnvelopeReader.read(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void is_understood_as_specified(Vector vector) {
        assertThat(understood(read(vector.in()))).isEqualTo(vector.out());
    }

    @Test
    void no_bytes_make_it_fail() {
        Random random = new Random(7);
        List<Vector> vectors = vectors();
        for (int i = 0; i < 50_000; i++) {
            byte[] bent = vectors.get(random.nextInt(vectors.size())).in().getBytes(StandardCharsets.UTF_8);
            for (int flips = random.nextInt(3); flips >= 0 && bent.length > 0; flips--) {
                bent[random.nextInt(bent.length)] ^= (byte) (1 << random.nextInt(8));
            }
            Envelope envelope = EnvelopeReader.read(bent);
            assertThat(envelope == null || envelope.type().length() <= 200).isTrue();
        }
    }

    @Test
    void a_token_is_never_in_its_text() {
        assertThat(read("{\"type\":\"auth\",\"token\":\"secret\"}")).hasToString("Envelope[auth]");
    }
}
