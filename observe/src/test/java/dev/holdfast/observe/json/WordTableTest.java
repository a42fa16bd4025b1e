package dev.holdfast.observe.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WordTableTest {
    /// Short, long, and alike at both ends, which is all that a look at them begins with.
    private static final List<String> WORDS = List.of(
            "a",
            "b",
            "ab",
            "ba",
            "opened",
            "messages",
            "message",
            "a-beginning-and-an-ending",
            "a-beginning-but-an-ending");

    @Test
    void every_word_is_found_and_no_other_wherever_it_stands() {
        Map<String, Integer> meanings = new HashMap<>();
        for (int i = 0; i < WORDS.size(); i++) {
            meanings.put(WORDS.get(i), i);
        }
        WordTable<Integer> table = new WordTable<>(meanings);

        for (int i = 0; i < WORDS.size(); i++) {
            assertThat(find(table, WORDS.get(i))).isEqualTo(i);
            assertThat(find(table, WORDS.get(i) + "!")).isNull();
        }
        assertThat(find(table, "")).isNull();
        assertThat(find(table, "a-beginning-nor-an-ending")).isNull();
    }

    private static @Nullable Integer find(WordTable<Integer> table, String word) {
        byte[] line = ("\"" + word + "\"").getBytes(StandardCharsets.UTF_8);
        return table.find(line, 1, line.length - 1);
    }
}
