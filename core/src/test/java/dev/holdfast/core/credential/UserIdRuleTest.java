package dev.holdfast.core.credential;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserIdRuleTest {
    @ParameterizedTest
    @ValueSource(strings = {"42", "anna@example.com", "auth0|5f7c", "Zoë Müller", "用户", "😀", "dev-temp-1"})
    void ordinary_ids_are_good(String userId) {
        assertThat(UserIdRule.problem(userId)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a\nb", "a\r", "\u001b[31m", "a\u0000", "a\u2028b", "a\u2029b", "a\u202eb", "a\ud800", "\u0085"})
    void what_breaks_a_line_or_turns_text_around_is_refused(String userId) {
        assertThat(UserIdRule.problem(userId)).isEqualTo("holds a control character");
    }

    @Test
    void an_id_is_neither_empty_nor_long() {
        assertThat(UserIdRule.problem("")).isEqualTo("is empty");
        assertThat(UserIdRule.problem(" \t")).isEqualTo("is empty");
        assertThat(UserIdRule.problem("a".repeat(200))).isNull();
        assertThat(UserIdRule.problem("a".repeat(201))).isEqualTo("has 201 characters, more than 200");
    }
}
