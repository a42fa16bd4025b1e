package dev.holdfast.auth.jwt;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/// A public key in PEM form (RFC 7468).
final class PemPublicKey {
    private static final String BEGIN = "-----BEGIN ";
    private static final String DASHES = "-----";

    private PemPublicKey() {}

    static PublicKey parse(String pem) {
        int begin = pem.indexOf(BEGIN);
        int label = begin + BEGIN.length();
        int labelEnd = begin < 0 ? -1 : pem.indexOf(DASHES, label);
        if (labelEnd < 0) {
            throw new IllegalArgumentException("the public key holds no PEM block, expected text that begins with"
                    + " `-----BEGIN PUBLIC KEY-----`; check that it is the file's text and not its name");
        }
        String kind = pem.substring(label, labelEnd);
        int bodyEnd = pem.indexOf("-----END " + kind + DASHES, labelEnd);
        if (bodyEnd < 0) {
            throw new IllegalArgumentException(
                    "the public key's PEM block has a beginning and no end; the file seems cut off");
        }
        if (pem.indexOf(BEGIN, bodyEnd) >= 0) {
            throw new IllegalArgumentException(
                    "the public key's file holds more than one PEM block, expected one; for several keys use a"
                            + " key server");
        }
        String body = pem.substring(labelEnd + DASHES.length(), bodyEnd);
        return switch (kind) {
            case "PUBLIC KEY" -> publicKey(decode(body));
            case "CERTIFICATE" -> certified(decode(body));
            case "RSA PUBLIC KEY" ->
                throw new IllegalArgumentException("the public key is in PKCS#1 form, expected `-----BEGIN PUBLIC"
                        + " KEY-----`: convert it with `openssl rsa -RSAPublicKey_in -in key.pem -pubout`");
            default -> {
                boolean isPrivate = kind.endsWith("PRIVATE KEY");
                throw new IllegalArgumentException(
                        isPrivate
                                ? "a private key was given where a public one is expected: only the issuer may hold it;"
                                        + " make the public one with `openssl pkey -in key.pem -pubout`"
                                : "the PEM block is of an unknown kind, expected PUBLIC KEY or CERTIFICATE");
            }
        };
    }

    private static byte[] decode(String body) {
        try {
            return Base64.getMimeDecoder().decode(body);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the public key's PEM block is not base64; the file seems damaged", e);
        }
    }

    private static PublicKey publicKey(byte[] encoded) {
        // The encoding names its algorithm, and the JDK only reads it once that is known.
        for (String algorithm : List.of("RSA", "EC")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(encoded));
            } catch (GeneralSecurityException _) {
                // Of the other kind, perhaps.
            }
        }
        throw new IllegalArgumentException("the public key is neither RSA nor EC, or damaged");
    }

    private static PublicKey certified(byte[] encoded) {
        try {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(encoded))
                    .getPublicKey();
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the certificate can't be read; the file seems damaged", e);
        }
    }
}
