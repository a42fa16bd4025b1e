package dev.holdfast.auth.jwt;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A token in the compact form (RFC 7515 7.1) whose signature nobody has looked at yet. Its claims stay unread
/// until then.
final class CompactToken {
    /// What reading it came to.
    sealed interface Reading {}

    record Readable(CompactToken token) implements Reading {}

    /// @param detail what is wrong with its form, without any part of it
    record Unreadable(String detail) implements Reading {}

    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final String algorithm;
    private final @Nullable String keyId;
    private final byte[] signingInput;
    private final byte[] signature;
    private final byte[] payload;

    private CompactToken(
            String algorithm, @Nullable String keyId, byte[] signingInput, byte[] signature, byte[] payload) {
        this.algorithm = algorithm;
        this.keyId = keyId;
        this.signingInput = signingInput;
        this.signature = signature;
        this.payload = payload;
    }

    static Reading read(String text, int maxLength) {
        if (text.length() > maxLength) {
            return new Unreadable(
                    "the token has " + text.length() + " characters, more than the limit of " + maxLength);
        }
        int first = text.indexOf('.');
        int second = text.indexOf('.', first + 1);
        if (first < 0 || second < 0) {
            return new Unreadable("the token is not three parts with dots between them, so it is no JWT");
        }
        if (text.indexOf('.', second + 1) >= 0) {
            return new Unreadable("the token has more than three parts; encrypted tokens (JWE) are not understood");
        }
        byte[] header = decode(text.substring(0, first));
        byte[] payload = decode(text.substring(first + 1, second));
        byte[] signature = decode(text.substring(second + 1));
        if (header == null || payload == null || signature == null) {
            return new Unreadable("a part of the token is not base64url");
        }
        Map<String, Object> fields = JsonObjects.read(header);
        if (fields == null) {
            return new Unreadable("the token's header is not a JSON object");
        }
        byte[] signingInput = text.substring(0, second).getBytes(StandardCharsets.US_ASCII);
        return judgeHeader(fields, signingInput, signature, payload);
    }

    private static Reading judgeHeader(
            Map<String, Object> header, byte[] signingInput, byte[] signature, byte[] payload) {
        if (!(header.get("alg") instanceof String algorithm)) {
            return new Unreadable("the token's header names no algorithm (alg)");
        }
        if (algorithm.equalsIgnoreCase("none")) {
            return new Unreadable("the token is not signed (alg none); unsigned tokens are never accepted");
        }
        if (signature.length == 0) {
            return new Unreadable("the token's signature is empty");
        }
        // RFC 7515 4.1.11: "If any of the listed extension Header Parameters are not understood and supported by
        // the recipient, then the JWS is invalid." We support none.
        if (header.containsKey("crit")) {
            return new Unreadable("the token's header demands extensions (crit), and none is understood");
        }
        Object keyId = header.get("kid");
        if (keyId != null && !(keyId instanceof String)) {
            return new Unreadable("the token's key id (kid) is not text");
        }
        return new Readable(new CompactToken(algorithm, (String) keyId, signingInput, signature, payload));
    }

    /// The name in the header's `alg`, as the sender wrote it.
    String algorithm() {
        return algorithm;
    }

    @Nullable
    String keyId() {
        return keyId;
    }

    boolean isSignedWith(VerifyingKey key) {
        return key.fits(signingInput, signature);
    }

    /// The claims, `null` where they are not a JSON object. To be called once the signature is known to be good.
    @Nullable
    Map<String, Object> claims() {
        return JsonObjects.read(payload);
    }

    @Override
    public String toString() {
        return "CompactToken[" + signingInput.length + " characters signed]";
    }

    /// Strict, unlike the JWT library's own decoder, which skips what is not base64url: no padding, and no other text
    /// for the same bytes, so that a token can be recognised by its text.
    private static byte @Nullable [] decode(String part) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(part);
            boolean canonical = ENCODER.encodeToString(bytes).equals(part);
            return canonical ? bytes : null;
        } catch (IllegalArgumentException _) {
            return null;
        }
    }
}
