package dev.holdfast.clinic.part;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.function.Consumer;

/// A token of the issuer, as it should be until something about it is changed.
public final class Token {
    /// With which servers of the clinic check it.
    public static final String SECRET = "clinic-secret-0123456789-abcdefghijklmnop";

    private final JWTClaimsSet.Builder claims;

    private Token(String user, Instant now) {
        claims = new JWTClaimsSet.Builder()
                .subject(user)
                .issuer("https://issuer.example.com")
                .audience("chat")
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(Duration.ofMinutes(5))));
    }

    /// Good for five minutes.
    public static Token of(String user) {
        return new Token(user, Instant.now());
    }

    /// Whose issuer's clock shows this.
    public static Token of(String user, Instant now) {
        return new Token(user, now);
    }

    public Token with(Consumer<JWTClaimsSet.Builder> change) {
        change.accept(claims);
        return this;
    }

    public Token expiring(Instant at) {
        claims.expirationTime(Date.from(at));
        return this;
    }

    public String signed() {
        return signedWith(SECRET);
    }

    public String signedWith(String secret) {
        try {
            return sign(new JWSHeader(JWSAlgorithm.HS256), new MACSigner(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (JOSEException e) {
            throw new IllegalArgumentException("can't sign with this secret", e);
        }
    }

    /// @param key with its private part and its id
    public String signedWith(ECKey key) {
        try {
            return sign(
                    new JWSHeader.Builder(JWSAlgorithm.ES256)
                            .keyID(key.getKeyID())
                            .build(),
                    new ECDSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalArgumentException("can't sign with this key", e);
        }
    }

    private String sign(JWSHeader header, JWSSigner signer) throws JOSEException {
        SignedJWT token = new SignedJWT(header, claims.build());
        token.sign(signer);
        return token.serialize();
    }
}
