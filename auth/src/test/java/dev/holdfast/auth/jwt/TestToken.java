package dev.holdfast.auth.jwt;

import com.nimbusds.jose.util.JSONObjectUtils;
import dev.holdfast.core.evidence.Carrier;
import dev.holdfast.core.port.Authenticator.Credential;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// A token, signed by the JDK and not by the library that checks it.
final class TestToken {
    private final Map<String, Object> header = new LinkedHashMap<>();
    private final Map<String, Object> claims = new LinkedHashMap<>();

    /// Made now for anna, good for five minutes.
    static TestToken madeAt(Instant now) {
        return new TestToken()
                .claim("sub", "anna")
                .claim("iat", now.getEpochSecond())
                .claim("exp", now.plus(Duration.ofMinutes(5)).getEpochSecond());
    }

    TestToken header(String name, Object value) {
        header.put(name, value);
        return this;
    }

    /// Without the claim where the value is `null`.
    TestToken claim(String name, Object value) {
        if (value == null) {
            claims.remove(name);
        } else {
            claims.put(name, value);
        }
        return this;
    }

    TestToken without(String name) {
        return claim(name, null);
    }

    Credential hs256(byte[] secret) {
        header.putIfAbsent("alg", "HS256");
        return credential(input -> {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return mac.doFinal(input);
        });
    }

    Credential rs256(PrivateKey key) {
        header.putIfAbsent("alg", "RS256");
        return credential(input -> sign("SHA256withRSA", key, input));
    }

    Credential es256(PrivateKey key) {
        header.putIfAbsent("alg", "ES256");
        return credential(input -> sign("SHA256withECDSAinP1363Format", key, input));
    }

    Credential signedWith(byte[] signature) {
        return credential(_ -> signature);
    }

    static Credential credential(String token) {
        return new Credential(Carrier.HEADER, token);
    }

    static String base64url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static String base64url(String text) {
        return base64url(text.getBytes(StandardCharsets.UTF_8));
    }

    /// A token of these JSON texts, signed with the shared secret.
    static Credential hs256(String header, String payload) {
        return assemble(base64url(header) + "." + base64url(payload), input -> {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(TestKeys.SECRET, "HmacSHA256"));
            return mac.doFinal(input);
        });
    }

    private interface Signer {
        byte[] sign(byte[] input) throws GeneralSecurityException;
    }

    private Credential credential(Signer signer) {
        return assemble(
                base64url(JSONObjectUtils.toJSONString(header)) + "." + base64url(JSONObjectUtils.toJSONString(claims)),
                signer);
    }

    private static Credential assemble(String input, Signer signer) {
        try {
            byte[] signature = signer.sign(input.getBytes(StandardCharsets.US_ASCII));
            return credential(input + "." + base64url(signature));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] sign(String algorithm, PrivateKey key, byte[] input) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(input);
        return signature.sign();
    }
}
