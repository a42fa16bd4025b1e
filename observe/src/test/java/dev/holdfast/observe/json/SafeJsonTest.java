package dev.holdfast.observe.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafeJsonTest {
    private static String quoted(String value) {
        return JsonForm.text(json -> json.writeString(value));
    }

    private static String safe(String json) {
        return new String(SafeJson.utf8(json, 0), StandardCharsets.UTF_8);
    }

    @Test
    void no_character_of_the_basic_plane_changes_its_meaning_and_none_acts_on_a_terminal() {
        IntStream.rangeClosed(0, 0xFFFF).forEach(c -> {
            String value = "a" + (char) c + "b";
            String safe = safe(quoted(value));

            assertThat(JsonForm.tree(safe).asString()).isEqualTo(Character.isSurrogate((char) c) ? "a\ufffdb" : value);
            assertThat(safe.codePoints().noneMatch(SafeJsonTest::acts))
                    .as("U+%04X", c)
                    .isTrue();
        });
    }

    private static boolean acts(int codePoint) {
        return codePoint < 0x20
                || (codePoint >= 0x7f && codePoint <= 0x9f)
                || codePoint == 0x2028
                || codePoint == 0x2029
                || (codePoint >= 0x200b && codePoint <= 0x200f)
                || (codePoint >= 0x202a && codePoint <= 0x202e)
                || (codePoint >= 0x2066 && codePoint <= 0x2069)
                || codePoint == 0xfeff;
    }

    @Test
    void tag_characters_beyond_the_basic_plane_are_escaped_and_pictures_stay() {
        assertThat(safe(quoted("\udb40\udc41"))).isEqualTo("\"\\udb40\\udc41\"");
        assertThat(safe(quoted("😀 漢 é"))).isEqualTo("\"😀 漢 é\"");
    }

    @Test
    void half_a_character_becomes_the_replacement_character() {
        assertThat(safe(quoted("x\ud83d"))).isEqualTo("\"x\ufffd\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "WebSocket disconnect",
                "WebSocket connection",
                "Exiting message handling loop",
                "websocket DISCONNECT",
                "WebSocket WebSocket disconnect",
                "\\WebSocket disconnect"
            })
    void the_phrases_that_operators_grep_for_are_broken_and_mean_the_same(String phrase) {
        String safe = safe(quoted(phrase));

        assertThat(safe)
                .doesNotContainIgnoringCase("websocket disconnect")
                .doesNotContainIgnoringCase("websocket connection")
                .doesNotContainIgnoringCase("exiting message handling loop");
        assertThat(JsonForm.tree(safe).asString()).isEqualTo(phrase);
    }

    @Test
    void our_own_phrase_stays_where_it_is_trusted_and_only_there() {
        String json = "{\"message\":\"WebSocket disconnect\",\"user_agent\":\"WebSocket disconnect\"}";

        String safe = new String(SafeJson.utf8(json, json.indexOf("disconnect")), StandardCharsets.UTF_8);

        assertThat(safe)
                .isEqualTo("{\"message\":\"WebSocket disconnect\",\"user_agent\":\"WebSocket\\u0020disconnect\"}");
    }

    @Test
    void other_spaces_stay_readable() {
        assertThat(safe("\"a WebSocket is not a disconnect\"")).isEqualTo("\"a WebSocket is not a disconnect\"");
    }
}
