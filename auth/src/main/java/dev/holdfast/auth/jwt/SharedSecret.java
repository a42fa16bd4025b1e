package dev.holdfast.auth.jwt;

import java.nio.charset.StandardCharsets;

/// A secret shared with the issuer, for HS256. Never shown by [#toString()].
///
/// Danger: whoever can check such a token can also make one. With more than one party that checks, use a public
/// key.
public final class SharedSecret implements VerificationKeys {
    /// RFC 7518 3.2: "A key of the same size as the hash output (for instance, 256 bits for "HS256") or larger MUST
    /// be used with this algorithm."
    public static final int MIN_BYTES = 32;

    private final byte[] bytes;

    private SharedSecret(byte[] bytes) {
        this.bytes = bytes;
    }

    /// @throws IllegalArgumentException where it is shorter than [#MIN_BYTES], or a key in PEM form; says so in a
    ///     sentence
    public static SharedSecret of(byte[] secret) {
        if (secret.length < MIN_BYTES) {
            throw new IllegalArgumentException("the HS256 secret has " + secret.length + " bytes, expected at least "
                    + MIN_BYTES + ": make one with `openssl rand -base64 32` and give it to the issuer as well");
        }
        if (new String(secret, StandardCharsets.ISO_8859_1).contains("-----BEGIN ")) {
            throw new IllegalArgumentException("the HS256 secret is a key in PEM form, expected random text: configure"
                    + " it as the public key, since a public key taken for a secret lets everybody sign tokens");
        }
        return new SharedSecret(secret.clone());
    }

    /// The secret whose bytes are this text in UTF-8, as most issuers understand their configuration. Text that is
    /// base64 is not decoded.
    public static SharedSecret ofText(String secret) {
        return of(secret.getBytes(StandardCharsets.UTF_8));
    }

    byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public String toString() {
        return "SharedSecret[" + bytes.length + " bytes]";
    }
}
