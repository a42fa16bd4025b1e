package dev.holdfast.auth.jwt;

import com.nimbusds.jose.JWSAlgorithm;
import java.util.Arrays;
import java.util.Optional;

/// The signatures that are understood. Which of them count is decided by the configured keys, never by a token.
public enum SigningAlgorithm {
    /// HMAC with SHA-256, by a secret that issuer and server share.
    HS256(JWSAlgorithm.HS256),
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    RS256(JWSAlgorithm.RS256),
    /// ECDSA on P-256 with SHA-256.
    ES256(JWSAlgorithm.ES256);

    private final JWSAlgorithm jose;

    SigningAlgorithm(JWSAlgorithm jose) {
        this.jose = jose;
    }

    JWSAlgorithm jose() {
        return jose;
    }

    static Optional<SigningAlgorithm> named(String name) {
        return Arrays.stream(values())
                .filter(algorithm -> algorithm.name().equals(name))
                .findFirst();
    }
}
