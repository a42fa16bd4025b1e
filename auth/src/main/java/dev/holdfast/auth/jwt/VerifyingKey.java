package dev.holdfast.auth.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.util.Base64URL;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import org.jspecify.annotations.Nullable;

/// One key with the one algorithm it is used for. Safe for use by many threads.
///
/// @param keyId the `kid` under which tokens name it, if it has one
record VerifyingKey(SigningAlgorithm algorithm, @Nullable String keyId, JWSVerifier verifier) {
    static VerifyingKey of(SharedSecret secret) {
        try {
            return new VerifyingKey(SigningAlgorithm.HS256, null, new MACVerifier(secret.bytes()));
        } catch (JOSEException e) {
            throw new IllegalArgumentException("the HS256 secret can't be used", e);
        }
    }

    /// @throws IllegalArgumentException where the point is not on its curve
    static VerifyingKey of(TrustedPublicKey trusted, @Nullable String keyId) {
        PublicKey key = trusted.key();
        try {
            return new VerifyingKey(
                    trusted.algorithm(),
                    keyId,
                    switch (trusted.algorithm()) {
                        case RS256 -> new RSASSAVerifier((RSAPublicKey) key);
                        case ES256 -> new ECDSAVerifier((ECPublicKey) key);
                        case HS256 -> throw new IllegalArgumentException("a public key is no secret");
                    });
        } catch (JOSEException e) {
            throw new IllegalArgumentException("the EC key's point is not on P-256; the key is damaged", e);
        }
    }

    /// Whether the signature was made with this key's other half. Only our algorithm is told to the verifier: what
    /// the token's header says beside it has no influence.
    boolean fits(byte[] signingInput, byte[] signature) {
        try {
            return verifier.verify(new JWSHeader(algorithm.jose()), signingInput, Base64URL.encode(signature));
        } catch (JOSEException _) {
            // A signature that no key can have made, such as r = s = 0 in ES256.
            return false;
        }
    }

    @Override
    public String toString() {
        return "VerifyingKey[" + algorithm + "]";
    }
}
