package dev.holdfast.core.credential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.evidence.Carrier;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WithoutCredentialTest {
    private static final CarrierOptions ALL = CarrierOptions.of(EnumSet.allOf(Carrier.class));
    private static final CarrierOptions NONE = CarrierOptions.of(Set.of());

    @ParameterizedTest
    @CsvSource({"Bearer abc,", "bearer abc,", "abc,", "Bearer,", "Basic YTpi, Basic YTpi"})
    void a_bearer_token_and_what_was_meant_to_be_one_go_and_another_scheme_stays(String value, String left) {
        assertThat(WithoutCredential.authorization(value, ALL)).isEqualTo(left);
        assertThat(WithoutCredential.authorization(value, NONE)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "token=abc|",
                "token=|",
                "a=b; token=abc|a=b",
                "token=abc;a=b|a=b",
                "token=abc; a=b; token=def|a=b",
                "a=b;  c=d|a=b;  c=d",
                "Token=abc; mytoken=x; token|Token=abc; mytoken=x; token"
            })
    void one_cookie_goes_and_the_others_stay_as_they_are(String value, String left) {
        assertThat(WithoutCredential.cookies(value, ALL)).isEqualTo(left);
        assertThat(WithoutCredential.cookies(value, NONE)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "jwt-auth, bearer.abc|jwt-auth",
                "jwt.abc, chat.v1,jwt-auth|chat.v1, jwt-auth",
                "bearer.abc|",
                "chat.v1,jwt-auth|chat.v1,jwt-auth"
            })
    void a_token_among_subprotocols_goes_and_its_marker_stays(String value, String left) {
        assertThat(WithoutCredential.subprotocols(value, ALL)).isEqualTo(left);
        assertThat(WithoutCredential.subprotocols(value, NONE)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({
        "/ws?ticket=abc, /ws",
        "/ws?a=1&ticket=abc&b=%20, /ws?a=1&b=%20",
        "/ws?%74icket=abc&&b, /ws?&b",
        "/ws?tickets=1, /ws?tickets=1",
        "/ws, /ws",
        "/ws?, /ws?"
    })
    void a_ticket_goes_however_its_name_is_written(String target, String left) {
        assertThat(WithoutCredential.target(target, ALL)).isEqualTo(left);
        assertThat(WithoutCredential.target(target, NONE)).isEqualTo(target);
    }

    /// Whatever the reader takes for a credential is gone afterwards.
    @Test
    void the_reader_finds_nothing_in_what_is_left() {
        String cookies = WithoutCredential.cookies("a=b; token=\"abc\"", ALL);
        assertThat(cookies).isEqualTo("a=b");
        assertThat(WithoutCredential.subprotocols("jwt." + "a".repeat(8), ALL)).isNull();
    }
}
