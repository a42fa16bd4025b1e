package dev.holdfast.auth.jwt;

import static dev.holdfast.auth.jwt.TestKeys.jwk;
import static dev.holdfast.auth.jwt.TestKeys.keySet;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Collections;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeySetTest {
    private static final RSAPublicKey RSA = (RSAPublicKey) TestKeys.RSA.getPublic();

    @Test
    void keys_that_are_not_understood_are_passed_over_and_counted() {
        String good = jwk(TestKeys.RSA, "good").toJSONString();
        KeySet set = parse(keySet(
                "7",
                "{}",
                "{\"kty\":\"unheard-of\",\"kid\":\"a\"}",
                "{\"kty\":\"RSA\",\"kid\":\"no modulus\"}",
                "{\"kty\":\"RSA\",\"n\":\"!\",\"e\":\"AQAB\"}",
                "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AAAA\",\"y\":\"AAAA\"}",
                "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}",
                "{\"kty\":\"oct\",\"k\":\"" + TestToken.base64url(TestKeys.SECRET) + "\"}",
                good));

        assertThat(set.keys()).hasSize(1);
        assertThat(set.ignored()).isEqualTo(8);
        assertThat(set.matching(SigningAlgorithm.RS256, "good")).hasSize(1);
    }

    @Test
    void weak_keys_and_other_curves_are_passed_over() {
        RSAPublicKey weak = (RSAPublicKey) TestKeys.rsa(1024).getPublic();
        ECPublicKey other = (ECPublicKey) TestKeys.ec("secp384r1").getPublic();

        KeySet set = parse(keySet(new RSAKey.Builder(weak).build(), new ECKey.Builder(Curve.P_384, other).build()));

        assertThat(set).isEqualTo(new KeySet(Collections.emptyList(), 2));
    }

    @Test
    void keys_meant_for_something_else_are_passed_over() {
        KeySet set = parse(keySet(
                new RSAKey.Builder(RSA).keyUse(KeyUse.ENCRYPTION).build(),
                new RSAKey.Builder(RSA)
                        .keyOperations(Set.of(KeyOperation.ENCRYPT))
                        .build(),
                new RSAKey.Builder(RSA).algorithm(JWSAlgorithm.RS512).build(),
                new RSAKey.Builder(RSA).algorithm(JWSAlgorithm.PS256).build()));
        assertThat(set).isEqualTo(new KeySet(Collections.emptyList(), 4));

        KeySet meant = parse(keySet(
                new RSAKey.Builder(RSA).keyUse(KeyUse.SIGNATURE).build(),
                new RSAKey.Builder(RSA)
                        .keyOperations(Set.of(KeyOperation.VERIFY))
                        .build(),
                new RSAKey.Builder(RSA).algorithm(JWSAlgorithm.RS256).build()));
        assertThat(meant.ignored()).isZero();
    }

    @Test
    void of_many_keys_without_a_name_a_bounded_number_is_tried() {
        JWK[] many = Collections.nCopies(300, jwk(TestKeys.RSA, null)).toArray(JWK[]::new);

        assertThat(parse(keySet(many)).matching(SigningAlgorithm.RS256, null)).hasSize(8);
    }

    private static KeySet parse(String json) {
        return KeySet.parse(json.getBytes(StandardCharsets.UTF_8));
    }
}
