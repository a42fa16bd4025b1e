package dev.holdfast.core.cause;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.close.CloseCode;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CauseTest {
    @Test
    void no_two_causes_share_an_id() {
        assertThat(Arrays.stream(Cause.values()).map(Cause::id)).doesNotHaveDuplicates();
        assertThat(Cause.byId("token-expired")).contains(Cause.TOKEN_EXPIRED);
        assertThat(Cause.byId("no-such-cause")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Cause.class)
    void an_id_is_lower_case_words_with_dashes(Cause cause) {
        assertThat(cause.id()).matches("[a-z0-9]+(-[a-z0-9]+)*");
    }

    @ParameterizedTest
    @EnumSource(Cause.class)
    void a_meaning_is_a_clause_and_a_fix_is_sentences(Cause cause) {
        assertThat(cause.meaning()).doesNotEndWith(".").matches("(?s)[a-z].{10,110}");
        assertThat(cause.fix()).endsWith(".").matches("(?s)[A-Z].*");
    }

    @ParameterizedTest
    @EnumSource(Cause.class)
    void what_is_sent_may_be_on_the_wire_and_a_refusal_is_an_error_status(Cause cause) {
        CloseCode code = cause.answer().closeCode();
        if (code != null) {
            assertThat(code.allowedOnWire()).isTrue();
        }
        Integer status = cause.answer().httpStatus();
        if (status != null) {
            assertThat(status).isBetween(400, 599);
        }
    }
}
