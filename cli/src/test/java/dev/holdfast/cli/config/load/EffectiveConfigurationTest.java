package dev.holdfast.cli.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cli.config.bind.Key;
import dev.holdfast.cli.config.load.EffectiveConfiguration.Setting;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class EffectiveConfigurationTest {
    @TempDir
    private Path directory;

    @Test
    void each_key_tells_its_value_its_default_and_where_it_is_from() {
        JsonNode json = Written.in(directory, Written.SMALLEST_FOR_PRODUCTION + "heartbeat: { timeout: 10s }\n")
                .with("HOLDFAST_LIMITS_MESSAGE_BYTES", "131072")
                .valid()
                .effective()
                .json();

        assertThat(text(json, "/limits/message-bytes"))
                .isEqualTo("{\"value\":\"128KiB\",\"default\":\"64KiB\",\"isDefault\":false,"
                        + "\"source\":\"HOLDFAST_LIMITS_MESSAGE_BYTES\"}");
        assertThat(text(json, "/limits/fragments"))
                .isEqualTo("{\"value\":1024,\"default\":1024,\"isDefault\":true,\"source\":\"default\"}");
        assertThat(text(json, "/heartbeat/timeout"))
                .isEqualTo(
                        "{\"value\":\"10s\",\"default\":\"10s\",\"isDefault\":true,\"source\":\"holdfast.yaml:11\"}");
        assertThat(text(json, "/origins"))
                .isEqualTo("{\"value\":[\"https://app.example.com\"],\"default\":[],\"isDefault\":false,"
                        + "\"source\":\"holdfast.yaml:5\"}");
        assertThat(text(json, "/auth/jwt/secret-env"))
                .isEqualTo("{\"value\":\"CHAT_JWT_SECRET\",\"default\":null,\"isDefault\":false,"
                        + "\"source\":\"holdfast.yaml:8\"}");
        assertThat(text(json, "/listen"))
                .isEqualTo("{\"value\":\"0.0.0.0:8080\",\"default\":\"127.0.0.1:8080\",\"isDefault\":false,"
                        + "\"source\":\"holdfast.yaml:2\"}");
    }

    @Test
    void every_key_is_in_it() {
        EffectiveConfiguration effective =
                Written.in(directory, Written.SMALLEST_FOR_PRODUCTION).valid().effective();

        assertThat(effective.settings())
                .extracting(Setting::key)
                .containsExactlyElementsOf(ConfigurationLoader.schema().keys().stream()
                        .map(Key::path)
                        .toList());
    }

    @Test
    void a_setting_as_a_line() {
        assertThat(Written.in(directory, Written.SMALLEST_FOR_PRODUCTION)
                        .with("HOLDFAST_LIMITS_MESSAGE_BYTES", "128KiB")
                        .valid()
                        .effective()
                        .settings())
                .extracting(Setting::text)
                .contains("limits.message-bytes: \"128KiB\" (HOLDFAST_LIMITS_MESSAGE_BYTES; default \"64KiB\")");
    }

    private String text(JsonNode json, String pointer) {
        return json.at(pointer).toString().replace(directory + "/", "");
    }
}
