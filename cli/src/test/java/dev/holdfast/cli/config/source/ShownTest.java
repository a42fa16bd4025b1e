package dev.holdfast.cli.config.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShownTest {
    @ParameterizedTest
    @CsvSource({
        "https://user:canary@keys.example/jwks.json, https://***@keys.example/jwks.json",
        "https://keys.example/jwks.json?key=canary, https://keys.example/jwks.json?***",
        "https://keys.example/#canary, https://keys.example/?***",
        "64KiB, 64KiB"
    })
    void what_may_be_a_secret_in_an_address_is_left_out(String text, String shown) {
        assertThat(Shown.plain(text)).isEqualTo(shown);
    }

    @Test
    void a_long_value_is_cut() {
        assertThat(Shown.plain("x".repeat(500))).isEqualTo("x".repeat(120) + "…");
    }

    @Test
    void control_characters_are_escaped() {
        assertThat(Shown.quoted("a\u001b[31m\nb\u202e")).isEqualTo("\"a\\u001b[31m\\u000ab\\u202e\"");
    }

    @Test
    void a_variable_name_is_shown_and_a_secret_in_its_place_is_not() {
        assertThat(Shown.variableName("CHAT_JWT_SECRET")).isEqualTo("\"CHAT_JWT_SECRET\"");
        assertThat(Shown.variableName("SECRET")).isEqualTo("\"SECRET\"");
        assertThat(Shown.variableName("JBSWY3DPEHPK3PXP")).doesNotContain("JBSW");
        assertThat(Shown.variableName("s3cr3t-canary")).isEqualTo("a value of 13 characters (not shown)");
    }
}
