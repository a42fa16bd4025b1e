package dev.holdfast.auth.jwt;

import com.nimbusds.jose.jwk.Curve;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Objects;

/// The issuer's public key: RS256 for an RSA key, ES256 for an EC key on P-256. A token's `kid` is not looked at,
/// since there is one key.
///
/// @param key an [RSAPublicKey] of at least 2048 bits or an [ECPublicKey] on P-256
public record TrustedPublicKey(PublicKey key) implements VerificationKeys {
    /// RFC 7518 3.3: "A key of size 2048 bits or larger MUST be used with these algorithms."
    static final int MIN_RSA_BITS = 2048;

    /// @throws IllegalArgumentException where the key is of another kind or too weak; says so in a sentence
    public TrustedPublicKey {
        requireUsable(key);
    }

    /// Reads a PEM file's text: `BEGIN PUBLIC KEY` or `BEGIN CERTIFICATE`. Of a certificate only the key counts:
    /// not its dates, not who signed it.
    ///
    /// @throws IllegalArgumentException where it holds none or more than one; says what was found and what to do,
    ///     without repeating any of it
    public static TrustedPublicKey ofPem(String pem) {
        return new TrustedPublicKey(PemPublicKey.parse(pem));
    }

    /// The one algorithm that fits the key.
    public SigningAlgorithm algorithm() {
        return key instanceof RSAPublicKey ? SigningAlgorithm.RS256 : SigningAlgorithm.ES256;
    }

    private static void requireUsable(PublicKey key) {
        switch (key) {
            case RSAPublicKey rsa -> {
                int bits = rsa.getModulus().bitLength();
                if (bits < MIN_RSA_BITS) {
                    throw new IllegalArgumentException("the RSA key has " + bits + " bits, expected at least "
                            + MIN_RSA_BITS + ": let the issuer make a larger one");
                }
            }
            case ECPublicKey ec -> {
                if (!Objects.equals(Curve.forECParameterSpec(ec.getParams()), Curve.P_256)) {
                    throw new IllegalArgumentException("the EC key is on another curve than P-256, which ES256"
                            + " needs: let the issuer make one with `openssl ecparam -genkey -name prime256v1`");
                }
            }
            default ->
                throw new IllegalArgumentException("the public key is of the kind " + key.getAlgorithm()
                        + ", expected RSA (for RS256) or EC on P-256 (for ES256)");
        }
    }

    @Override
    public String toString() {
        return "TrustedPublicKey[" + algorithm() + "]";
    }
}
