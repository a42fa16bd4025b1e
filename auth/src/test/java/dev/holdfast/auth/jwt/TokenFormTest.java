package dev.holdfast.auth.jwt;

import static dev.holdfast.auth.jwt.Judged.accepted;
import static dev.holdfast.auth.jwt.Judged.problem;
import static dev.holdfast.auth.jwt.TestToken.base64url;
import static dev.holdfast.auth.jwt.TestToken.credential;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.auth.TesterTime;
import dev.holdfast.core.evidence.AuthProblem.Malformed;
import dev.holdfast.core.port.Authenticator.Credential;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenFormTest {
    private static final String HEADER = "{\"alg\":\"HS256\"}";

    private final TesterTime time = new TesterTime();
    private final JwtAuthenticator authenticator =
            JwtAuthenticator.create(JwtOptions.of(SharedSecret.of(TestKeys.SECRET)), time, KeyServerListener.NONE);

    @ParameterizedTest
    @ValueSource(strings = {"", "opaque", "one.dot"})
    void text_without_two_dots_is_no_jwt(String text) {
        assertThat(detail(credential(text)))
                .isEqualTo("the token is not three parts with dots between them, so it is no JWT");
    }

    @Test
    void an_encrypted_token_is_told_from_other_rubbish() {
        assertThat(detail(credential("a.b.c.d.e")))
                .isEqualTo("the token has more than three parts; encrypted tokens (JWE) are not understood");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.b.c",
                "e30=.e30.c2ln",
                "e30.e30.c2l+",
                "e30.e 30.c2ln",
                "e30.e30.c2ln\n",
                "é.e30.c2ln",
                "e30.e30.c2lnZh"
            })
    void parts_are_base64url_to_the_letter(String text) {
        assertThat(detail(credential(text))).isEqualTo("a part of the token is not base64url");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "[[\"alg\",\"HS256\"]]",
                "{alg:\"HS256\"}",
                "{'alg':'HS256'}",
                "{\"alg\":\"HS256\"}x",
                "{\"alg\":\"HS256\"}{}",
                "1",
                "\"alg\"",
                "{",
                "{\"alg\":\"HS256\"",
                "null",
                "\u0000"
            })
    void a_header_that_is_no_object_is_told(String header) {
        assertThat(detail(TestToken.hs256(header, "{}"))).isEqualTo("the token's header is not a JSON object");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | the token's header names no algorithm (alg)",
                "{\"alg\":256} | the token's header names no algorithm (alg)",
                "{\"alg\":null} | the token's header names no algorithm (alg)",
                "{\"alg\":\"HS256\",\"kid\":7} | the token's key id (kid) is not text",
                "{\"alg\":\"HS256\",\"crit\":[\"b64\"],\"b64\":false} | the token's header demands extensions (crit),"
                        + " and none is understood",
                "{\"alg\":\"HS256\",\"crit\":[]} | the token's header demands extensions (crit), and none is understood",
            })
    void a_header_that_can_t_be_obeyed_is_told(String header, String detail) {
        assertThat(detail(TestToken.hs256(header, "{}"))).isEqualTo(detail);
    }

    @Test
    void a_header_that_says_two_things_is_not_read() {
        assertThat(problem(authenticator, TestToken.hs256("{\"alg\":\"none\",\"alg\":\"HS256\"}", claims())))
                .isInstanceOf(Malformed.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "7", "", "not JSON", "{\"sub\":\"anna\"", "eyJhbGciOiJIUzI1NiJ9.e30.c2ln"})
    void a_signed_payload_that_is_no_object_is_told(String payload) {
        assertThat(detail(TestToken.hs256(HEADER, payload))).isEqualTo("the token's payload is not a JSON object");
    }

    @Test
    void a_signature_that_was_left_out_is_told() {
        assertThat(detail(credential(base64url(HEADER) + "." + base64url("{}") + ".")))
                .isEqualTo("the token's signature is empty");
    }

    @Test
    void a_token_of_a_megabyte_is_refused_unread() {
        assertThat(detail(credential("a".repeat(1 << 20))))
                .isEqualTo("the token has 1048576 characters, more than the limit of 8192");
    }

    @Test
    void the_limit_is_exact() {
        TestToken token = TestToken.madeAt(time.wall());
        int length = token.hs256(TestKeys.SECRET).secret().length();
        JwtOptions options = JwtOptions.of(SharedSecret.of(TestKeys.SECRET)).withMaxTokenLength(256);
        JwtAuthenticator narrow = JwtAuthenticator.create(options, time, KeyServerListener.NONE);

        // A filler of three bytes is four characters in base64url.
        String atMost = "x".repeat((256 - length) / 4 * 3 - 9);
        Credential fits = token.claim("pad", atMost).hs256(TestKeys.SECRET);
        assertThat(fits.secret()).hasSizeBetween(250, 256);
        assertThat(accepted(narrow, fits)).isNotNull();
        Credential tooLong = token.claim("pad", atMost + "xxxxxx").hs256(TestKeys.SECRET);
        assertThat(problem(narrow, tooLong))
                .isEqualTo(new Malformed(
                        "the token has " + tooLong.secret().length() + " characters, more than the limit of 256"));
    }

    @Test
    void deep_nesting_breaks_nothing() {
        String deep = "{\"alg\":\"HS256\",\"x\":" + "[".repeat(2_000) + "]".repeat(2_000) + "}";
        assertThat(problem(authenticator, TestToken.hs256(deep, "{}"))).isInstanceOf(Malformed.class);
        assertThat(problem(authenticator, TestToken.hs256(HEADER, "{\"a\":".repeat(900) + "1" + "}".repeat(900))))
                .isInstanceOf(Malformed.class);
    }

    private String claims() {
        return "{\"sub\":\"anna\",\"exp\":" + time.wall().plusSeconds(60).getEpochSecond() + "}";
    }

    private String detail(Credential credential) {
        return ((Malformed) problem(authenticator, credential)).detail();
    }
}
