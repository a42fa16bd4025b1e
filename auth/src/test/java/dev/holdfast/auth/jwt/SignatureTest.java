package dev.holdfast.auth.jwt;

import static dev.holdfast.auth.jwt.Judged.accepted;
import static dev.holdfast.auth.jwt.Judged.problem;
import static dev.holdfast.auth.jwt.TestToken.base64url;
import static dev.holdfast.auth.jwt.TestToken.credential;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.auth.TesterTime;
import dev.holdfast.core.evidence.AuthProblem.KeyUnknown;
import dev.holdfast.core.evidence.AuthProblem.Malformed;
import dev.holdfast.core.evidence.AuthProblem.SignatureInvalid;
import dev.holdfast.core.port.Authenticator.Credential;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureTest {
    private final TesterTime time = new TesterTime();

    @ParameterizedTest
    @EnumSource
    void a_token_signed_with_the_right_key_is_accepted(SigningAlgorithm algorithm) {
        assertThat(accepted(authenticator(algorithm), signed(algorithm, token()))
                        .userId())
                .isEqualTo("anna");
    }

    @ParameterizedTest
    @EnumSource
    void a_changed_payload_does_not_fit_its_signature(SigningAlgorithm algorithm) {
        String[] parts = signed(algorithm, token()).secret().split("\\.");
        String other = base64url("{\"sub\":\"admin\",\"exp\":4000000000}");

        assertThat(problem(authenticator(algorithm), credential(parts[0] + "." + other + "." + parts[2])))
                .isEqualTo(new SignatureInvalid(algorithm.name()));
    }

    @ParameterizedTest
    @EnumSource
    void a_changed_header_does_not_fit_its_signature(SigningAlgorithm algorithm) {
        String[] parts = signed(algorithm, token()).secret().split("\\.");
        String other = base64url("{\"alg\":\"" + algorithm + "\",\"kid\":\"x\"}");

        assertThat(problem(authenticator(algorithm), credential(other + "." + parts[1] + "." + parts[2])))
                .isEqualTo(new SignatureInvalid(algorithm.name()));
    }

    @Test
    void another_key_s_signature_does_not_fit() {
        assertThat(problem(
                        authenticator(SigningAlgorithm.HS256),
                        token().hs256("x".repeat(32).getBytes(StandardCharsets.US_ASCII))))
                .isEqualTo(new SignatureInvalid("HS256"));
        assertThat(problem(authenticator(SigningAlgorithm.RS256), token().rs256(TestKeys.OTHER_RSA.getPrivate())))
                .isEqualTo(new SignatureInvalid("RS256"));
        assertThat(problem(authenticator(SigningAlgorithm.ES256), token().es256(TestKeys.OTHER_EC.getPrivate())))
                .isEqualTo(new SignatureInvalid("ES256"));
    }

    @ParameterizedTest
    @EnumSource
    void no_claim_is_judged_before_the_signature(SigningAlgorithm algorithm) {
        String[] parts = signed(algorithm, token()).secret().split("\\.");
        for (String payload : List.of("{\"exp\":1}", "{\"nbf\":4000000000}", "{}", "no JSON", "")) {
            assertThat(problem(
                            authenticator(algorithm), credential(parts[0] + "." + base64url(payload) + "." + parts[2])))
                    .isEqualTo(new SignatureInvalid(algorithm.name()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "None", "NONE", "nOnE"})
    void an_unsigned_token_is_never_accepted(String none) {
        for (SigningAlgorithm algorithm : SigningAlgorithm.values()) {
            String header = base64url("{\"alg\":\"" + none + "\"}");
            String payload = base64url("{\"sub\":\"admin\",\"exp\":4000000000}");
            for (String signature : List.of("", base64url("x"))) {
                assertThat(problem(authenticator(algorithm), credential(header + "." + payload + "." + signature)))
                        .isEqualTo(new Malformed(
                                "the token is not signed (alg none); unsigned tokens are never accepted"));
            }
        }
    }

    @Test
    void a_public_key_taken_for_the_secret_of_hs256_signs_nothing() {
        for (PublicKey key : List.of(TestKeys.RSA.getPublic(), TestKeys.EC.getPublic())) {
            JwtAuthenticator authenticator = create(new TrustedPublicKey(key));
            String pem = TestKeys.pem("PUBLIC KEY", key);
            for (byte[] secret : List.of(
                    pem.getBytes(StandardCharsets.US_ASCII),
                    pem.strip().getBytes(StandardCharsets.US_ASCII),
                    key.getEncoded())) {
                assertThat(problem(authenticator, token().hs256(secret))).isEqualTo(new KeyUnknown(""));
            }
        }
    }

    @Test
    void an_algorithm_without_a_key_is_a_key_that_is_not_known() {
        assertThat(problem(authenticator(SigningAlgorithm.HS256), token().rs256(TestKeys.RSA.getPrivate())))
                .isEqualTo(new KeyUnknown(""));
        assertThat(problem(
                        authenticator(SigningAlgorithm.RS256),
                        token().header("kid", "k1").es256(TestKeys.EC.getPrivate())))
                .isEqualTo(new KeyUnknown("k1"));
        for (String algorithm : List.of("HS512", "RS512", "PS256", "ES384", "EdDSA", "hs256", "")) {
            assertThat(problem(
                            authenticator(SigningAlgorithm.HS256),
                            token().header("alg", algorithm).hs256(TestKeys.SECRET)))
                    .isEqualTo(new KeyUnknown(""));
        }
    }

    @Test
    void a_single_key_is_used_whatever_the_token_calls_it() {
        assertThat(accepted(
                        authenticator(SigningAlgorithm.HS256),
                        token().header("kid", "whatever").hs256(TestKeys.SECRET)))
                .isNotNull();
    }

    @Test
    void a_key_id_in_a_problem_is_short_and_on_one_line() {
        String keyId = "a\r\n\u001b[31m\u202e" + "b".repeat(1_000);

        KeyUnknown problem = (KeyUnknown) problem(
                authenticator(SigningAlgorithm.HS256),
                token().header("kid", keyId).rs256(TestKeys.RSA.getPrivate()));

        assertThat(problem.keyId()).isEqualTo("a???[31m?" + "b".repeat(55)).hasSize(64);
    }

    @Test
    void a_signature_of_zeros_fits_no_elliptic_key() {
        assertThat(problem(
                        authenticator(SigningAlgorithm.ES256),
                        token().header("alg", "ES256").signedWith(new byte[64])))
                .isEqualTo(new SignatureInvalid("ES256"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 63, 65, 72, 256, 1024})
    void a_signature_of_the_wrong_length_does_not_fit(int length) {
        for (SigningAlgorithm algorithm : SigningAlgorithm.values()) {
            assertThat(problem(
                            authenticator(algorithm),
                            token().header("alg", algorithm.name()).signedWith(new byte[length])))
                    .isEqualTo(new SignatureInvalid(algorithm.name()));
        }
    }

    @Test
    void a_key_that_the_token_brings_along_is_not_used() {
        Credential token = token().header(
                        "jwk", TestKeys.jwk(TestKeys.OTHER_RSA, "mine").toJSONObject())
                .header("jku", "https://mallory.example/jwks.json")
                .header("x5u", "https://mallory.example/cert.pem")
                .rs256(TestKeys.OTHER_RSA.getPrivate());

        assertThat(problem(authenticator(SigningAlgorithm.RS256), token)).isEqualTo(new SignatureInvalid("RS256"));
    }

    private TestToken token() {
        return TestToken.madeAt(time.wall());
    }

    private static Credential signed(SigningAlgorithm algorithm, TestToken token) {
        return switch (algorithm) {
            case HS256 -> token.hs256(TestKeys.SECRET);
            case RS256 -> token.rs256(TestKeys.RSA.getPrivate());
            case ES256 -> token.es256(TestKeys.EC.getPrivate());
        };
    }

    private JwtAuthenticator authenticator(SigningAlgorithm algorithm) {
        return create(
                switch (algorithm) {
                    case HS256 -> SharedSecret.of(TestKeys.SECRET);
                    case RS256 -> new TrustedPublicKey(TestKeys.RSA.getPublic());
                    case ES256 -> new TrustedPublicKey(TestKeys.EC.getPublic());
                });
    }

    private JwtAuthenticator create(VerificationKeys keys) {
        return JwtAuthenticator.create(JwtOptions.of(keys), time, KeyServerListener.NONE);
    }
}
