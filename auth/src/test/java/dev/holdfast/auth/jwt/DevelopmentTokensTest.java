package dev.holdfast.auth.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.auth.AuthenticatorContract;
import dev.holdfast.auth.TesterTime;
import dev.holdfast.core.evidence.AuthProblem;
import dev.holdfast.core.port.Authenticator;
import dev.holdfast.core.port.Authenticator.Accepted;
import dev.holdfast.core.port.Authenticator.Credential;
import dev.holdfast.core.port.Authenticator.Rejected;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DevelopmentTokensTest implements AuthenticatorContract {
    private static final Duration HOUR = Duration.ofHours(1);

    private final TesterTime time = new TesterTime();
    private final DevelopmentTokens tokens = DevelopmentTokens.create(time, new SecureRandom());
    private int made;

    @Override
    public Authenticator authenticator() {
        return tokens;
    }

    @Override
    public TesterTime time() {
        return time;
    }

    @Override
    public Credential good() {
        return TestToken.credential(tokens.issue("ada-" + made++, HOUR));
    }

    @Override
    public Credential forged() {
        String good = tokens.issue("ada", HOUR);
        String other = tokens.issue("eve", HOUR);
        return TestToken.credential(other.substring(0, other.lastIndexOf('.')) + good.substring(good.lastIndexOf('.')));
    }

    @Test
    void whom_it_was_issued_to_is_who_connects_until_it_expires() throws InterruptedException {
        assertThat(tokens.authenticate(TestToken.credential(tokens.issue("ada", HOUR))))
                .isEqualTo(new Accepted("ada", time.wall().plus(HOUR).plus(JwtOptions.DEFAULT_LEEWAY)));
    }

    @Test
    void one_that_expired_is_refused_as_such() throws InterruptedException {
        assertThat(tokens.authenticate(TestToken.credential(tokens.issue("ada", Duration.ofMinutes(-5)))))
                .isEqualTo(new Rejected(new AuthProblem.Expired(Duration.ofMinutes(5))));
    }

    @Test
    void one_that_was_altered_has_a_signature_that_does_not_fit() throws InterruptedException {
        assertThat(tokens.authenticate(forged())).isEqualTo(new Rejected(new AuthProblem.SignatureInvalid("HS256")));
    }

    @Test
    void one_from_elsewhere_can_not_be_judged_for_want_of_a_key() throws InterruptedException {
        Credential hs256 = TestToken.madeAt(time.wall()).hs256(new byte[32]);
        Credential named =
                TestToken.madeAt(time.wall()).header("kid", "2026-03").hs256(new byte[32]);
        Credential rs256 = TestToken.madeAt(time.wall()).rs256(TestKeys.RSA.getPrivate());
        for (Credential elsewhere : new Credential[] {hs256, named, rs256}) {
            assertThat(tokens.authenticate(elsewhere)).isEqualTo(new Rejected(new AuthProblem.NoKeyConfigured()));
        }
    }

    @Test
    void one_of_an_earlier_start_is_from_elsewhere() throws InterruptedException {
        DevelopmentTokens before = DevelopmentTokens.create(time, new SecureRandom());

        assertThat(tokens.authenticate(TestToken.credential(before.issue("ada", HOUR))))
                .isEqualTo(new Rejected(new AuthProblem.NoKeyConfigured()));
    }

    @Test
    void what_is_no_token_is_malformed() throws InterruptedException {
        assertThat(tokens.authenticate(TestToken.credential("null")))
                .isInstanceOfSatisfying(
                        Rejected.class, it -> assertThat(it.problem()).isInstanceOf(AuthProblem.Malformed.class));
    }

    @Test
    void the_key_is_not_shown() {
        assertThat(tokens.toString())
                .startsWith("DevelopmentTokens[holdfast-dev-")
                .hasSizeLessThan(48);
    }
}
