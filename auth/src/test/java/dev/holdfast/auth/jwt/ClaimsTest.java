package dev.holdfast.auth.jwt;

import static dev.holdfast.auth.jwt.Judged.accepted;
import static dev.holdfast.auth.jwt.Judged.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.auth.TesterTime;
import dev.holdfast.core.evidence.AuthProblem;
import dev.holdfast.core.evidence.AuthProblem.AudienceMismatch;
import dev.holdfast.core.evidence.AuthProblem.Expired;
import dev.holdfast.core.evidence.AuthProblem.IssuerMismatch;
import dev.holdfast.core.evidence.AuthProblem.Malformed;
import dev.holdfast.core.evidence.AuthProblem.NotYetValid;
import dev.holdfast.core.port.Authenticator.Accepted;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimsTest {
    private static final JwtOptions OPTIONS = JwtOptions.of(SharedSecret.of(TestKeys.SECRET));

    private final TesterTime time = new TesterTime();
    private final Instant now = time.wall();

    @Test
    void a_token_expires_exactly_when_the_leeway_is_over_and_by_how_much_is_told_without_it() {
        assertThat(judgeOk(token().claim("exp", seconds(-59)), OPTIONS)).isNotNull();
        assertThat(judge(token().claim("exp", seconds(-60)), OPTIONS)).isEqualTo(new Expired(Duration.ofSeconds(60)));
        assertThat(judge(token().claim("exp", seconds(-61)), OPTIONS)).isEqualTo(new Expired(Duration.ofSeconds(61)));
        assertThat(judge(token().claim("exp", 0), OPTIONS))
                .isEqualTo(new Expired(Duration.between(Instant.EPOCH, now)));
    }

    @Test
    void the_leeway_is_the_configured_one() {
        JwtOptions none = OPTIONS.withLeeway(Duration.ZERO);
        assertThat(judgeOk(token().claim("exp", seconds(1)), none)).isNotNull();
        assertThat(judge(token().claim("exp", seconds(0)), none)).isEqualTo(new Expired(Duration.ZERO));

        JwtOptions five = OPTIONS.withLeeway(Duration.ofSeconds(5));
        assertThat(judgeOk(token().claim("exp", seconds(-4)), five)).isNotNull();
        assertThat(judge(token().claim("exp", seconds(-5)), five)).isEqualTo(new Expired(Duration.ofSeconds(5)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nbf", "iat"})
    void a_token_from_the_future_is_accepted_within_the_leeway_only(String claim) {
        assertThat(judgeOk(token().claim(claim, seconds(60)), OPTIONS)).isNotNull();
        assertThat(judge(token().claim(claim, seconds(61)), OPTIONS))
                .isEqualTo(new NotYetValid(Duration.ofSeconds(61), claim));
        assertThat(judge(token().claim(claim, seconds(3600)), OPTIONS))
                .isEqualTo(new NotYetValid(Duration.ofHours(1), claim));
    }

    @Test
    void the_same_token_becomes_valid_and_expires_as_the_clock_goes() {
        TestToken token = token().claim("nbf", seconds(100)).claim("exp", seconds(200));

        assertThat(judge(token, OPTIONS)).isInstanceOf(NotYetValid.class);
        time.advance(Duration.ofSeconds(40));
        assertThat(judgeOk(token, OPTIONS)).isNotNull();
        time.advance(Duration.ofSeconds(219));
        assertThat(judgeOk(token, OPTIONS)).isNotNull();
        time.advance(Duration.ofSeconds(1));
        assertThat(judge(token, OPTIONS)).isInstanceOf(Expired.class);
    }

    @Test
    void parts_of_a_second_count() {
        assertThat(judgeOk(token().claim("exp", seconds(-60) + 0.25), OPTIONS).expiresAt())
                .isEqualTo(now.plusMillis(250));
    }

    @Test
    void a_missing_expiry_is_refused_unless_configured_otherwise() {
        assertThat(judge(token().without("exp"), OPTIONS))
                .isEqualTo(new Malformed("no exp claim, and tokens that never expire are not accepted here"));

        Accepted accepted = judgeOk(token().without("exp"), OPTIONS.withRequireExpiry(false));
        assertThat(accepted.expiresAt()).isNull();
    }

    @Test
    void a_time_in_milliseconds_or_in_words_is_a_mistake_and_no_time() {
        for (String claim : List.of("exp", "nbf", "iat")) {
            for (Object wrong : List.of(now.toEpochMilli() * 1000, 1e300, -1, Long.MAX_VALUE, Long.MIN_VALUE)) {
                assertThat(judge(token().claim(claim, wrong), OPTIONS))
                        .isEqualTo(new Malformed(
                                "the claim " + claim + " is not a time in seconds since 1970, not milliseconds"));
            }
            for (Object wrong : List.of("1763888400", true, List.of(1), Map.of("a", 1))) {
                assertThat(judge(token().claim(claim, wrong), OPTIONS))
                        .isEqualTo(new Malformed("the claim " + claim + " is not a number of seconds since 1970"));
            }
        }
    }

    @Test
    void the_issuer_must_be_the_configured_one_to_the_letter() {
        JwtOptions options = OPTIONS.withIssuer("https://issuer.example.com");

        assertThat(judgeOk(token().claim("iss", "https://issuer.example.com"), options))
                .isNotNull();
        assertThat(judge(token().claim("iss", "https://issuer.example.com/"), options))
                .isEqualTo(new IssuerMismatch("https://issuer.example.com/", "https://issuer.example.com"));
        assertThat(judge(token(), options)).isEqualTo(new IssuerMismatch("", "https://issuer.example.com"));
        assertThat(judgeOk(token().claim("iss", "anybody"), OPTIONS)).isNotNull();
    }

    @Test
    void the_audience_must_be_among_the_token_s() {
        JwtOptions options = OPTIONS.withAudience("chat");

        assertThat(judgeOk(token().claim("aud", "chat"), options)).isNotNull();
        assertThat(judgeOk(token().claim("aud", List.of("mail", "chat")), options))
                .isNotNull();
        assertThat(judge(token().claim("aud", "mail"), options)).isEqualTo(new AudienceMismatch("mail", "chat"));
        assertThat(judge(token().claim("aud", List.of("mail", "calendar")), options))
                .isEqualTo(new AudienceMismatch("mail, calendar", "chat"));
        assertThat(judge(token().claim("aud", List.of()), options)).isEqualTo(new AudienceMismatch("", "chat"));
        assertThat(judge(token(), options)).isEqualTo(new AudienceMismatch("", "chat"));
        assertThat(judge(token().claim("aud", List.of("chat", 7)), options))
                .isEqualTo(new Malformed("the claim aud is not text or a list of texts"));
        assertThat(judgeOk(token().claim("aud", "mail"), OPTIONS)).isNotNull();
    }

    @Test
    void what_a_problem_quotes_is_short_and_on_one_line() {
        JwtOptions options = OPTIONS.withIssuer("chat").withAudience("chat");

        IssuerMismatch issuer = (IssuerMismatch) judge(token().claim("iss", "a\nb\u001b" + "c".repeat(500)), options);
        assertThat(issuer.found()).startsWith("a?b?ccc").hasSize(100);
        AudienceMismatch audience = (AudienceMismatch)
                judge(token().claim("iss", "chat").claim("aud", Collections.nCopies(200, "x\ny")), options);
        assertThat(audience.found()).isEqualTo("x?y, x?y, x?y, x?y, x?y");
    }

    @Test
    void time_is_judged_before_the_issuer_the_issuer_before_the_audience_and_the_user_last() {
        JwtOptions options = OPTIONS.withIssuer("us").withAudience("chat");
        TestToken token =
                token().claim("exp", seconds(-3600)).claim("nbf", seconds(3600)).without("sub");

        assertThat(judge(token, options)).isInstanceOf(Expired.class);
        token.claim("exp", seconds(7200));
        assertThat(judge(token, options)).isInstanceOf(NotYetValid.class);
        token.without("nbf");
        assertThat(judge(token, options)).isInstanceOf(IssuerMismatch.class);
        token.claim("iss", "us");
        assertThat(judge(token, options)).isInstanceOf(AudienceMismatch.class);
        token.claim("aud", "chat");
        assertThat(judge(token, options)).isEqualTo(new Malformed("no sub claim"));
        token.claim("sub", "anna");
        assertThat(judgeOk(token, options).userId()).isEqualTo("anna");
    }

    @Test
    void the_user_comes_from_the_configured_claim() {
        JwtOptions options = OPTIONS.withUserIdClaim("uid");

        assertThat(judgeOk(token().claim("uid", "ben"), options).userId()).isEqualTo("ben");
        assertThat(judgeOk(token().claim("uid", 42), options).userId()).isEqualTo("42");
        assertThat(judge(token(), options)).isEqualTo(new Malformed("no uid claim"));
    }

    @Test
    void what_can_be_no_user_id_is_refused() {
        assertThat(judge(token().claim("sub", ""), OPTIONS)).isEqualTo(new Malformed("no sub claim"));
        assertThat(judge(token().claim("sub", "   "), OPTIONS)).isEqualTo(new Malformed("the sub claim is empty"));
        assertThat(judge(token().claim("sub", "a\nb"), OPTIONS))
                .isEqualTo(new Malformed("the sub claim holds a control character"));
        assertThat(judge(token().claim("sub", "a".repeat(201)), OPTIONS))
                .isEqualTo(new Malformed("the sub claim has 201 characters, more than 200"));
        for (Object wrong : List.of(1.5, true, List.of("anna"), Map.of())) {
            assertThat(judge(token().claim("sub", wrong), OPTIONS))
                    .isEqualTo(new Malformed("the claim sub is not text"));
        }
    }

    private TestToken token() {
        return TestToken.madeAt(now);
    }

    private long seconds(long fromNow) {
        return now.getEpochSecond() + fromNow;
    }

    private AuthProblem judge(TestToken token, JwtOptions options) {
        return problem(create(options), token.hs256(TestKeys.SECRET));
    }

    private Accepted judgeOk(TestToken token, JwtOptions options) {
        return accepted(create(options), token.hs256(TestKeys.SECRET));
    }

    private JwtAuthenticator create(JwtOptions options) {
        return JwtAuthenticator.create(options, time, KeyServerListener.NONE);
    }
}
