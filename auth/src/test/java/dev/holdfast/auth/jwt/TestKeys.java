package dev.holdfast.auth.jwt;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Collectors;

/// Keys made by the JDK, once for all tests, since RSA keys take their time.
final class TestKeys {
    static final byte[] SECRET = "canary-0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    static final KeyPair RSA = rsa(2048);
    static final KeyPair OTHER_RSA = rsa(2048);
    static final KeyPair EC = ec("secp256r1");
    static final KeyPair OTHER_EC = ec("secp256r1");

    private TestKeys() {}

    static KeyPair rsa(int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static KeyPair ec(String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static String pem(String label, Key key) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }

    static JWK jwk(KeyPair pair, String keyId) {
        return switch (pair.getPublic()) {
            case RSAPublicKey rsa -> new RSAKey.Builder(rsa).keyID(keyId).build();
            case ECPublicKey ec ->
                new ECKey.Builder(Curve.P_256, ec).keyID(keyId).build();
            default -> throw new AssertionError(pair);
        };
    }

    static String keySet(JWK... keys) {
        return keySet(Arrays.stream(keys).map(JWK::toJSONString).toArray(String[]::new));
    }

    static String keySet(String... keys) {
        return Arrays.stream(keys).collect(Collectors.joining(",", "{\"keys\":[", "]}"));
    }
}
