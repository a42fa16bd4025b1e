package dev.holdfast.core.credential;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/// One entry of `Sec-WebSocket-Protocol` that may carry a token, because a browser can set no other header.
///
/// Two forms are credentials here, with the prefixes written exactly so:
/// - `bearer.` and the token itself.
/// - `jwt.` and the base64url of the whole token, or `jwt.` and the token itself. The two can't be confused:
///   base64url has no dot, and a compact JWT has two (RFC 7515 7.1).
///
/// Such an entry is never selected, echoed or logged; [#carriesSecret] also recognises forms that other servers
/// use, so that a token sent to the wrong server is not written down there.
public final class SubprotocolEntry {
    private static final String JWT = "jwt.";
    private static final String BEARER = "bearer.";
    private static final List<String> SECRET_PREFIXES =
            List.of(JWT, BEARER, "token.", "access_token.", "access-token.");

    /// Kubernetes' `base64url.bearer.authorization.k8s.io.…` and its likes.
    private static final String BEARER_INSIDE = ".bearer.";

    /// Names of subprotocols are shorter; what is longer is taken for a secret.
    private static final int LONGEST_NAME = 64;

    private static final String REDACTED = "<redacted>";

    private SubprotocolEntry() {}

    /// Whether the entry carries a token or looks as if it did. Such an entry must not be selected.
    public static boolean carriesSecret(String entry) {
        return !redact(entry).equals(entry);
    }

    /// The entry for logs and facts: itself, or `jwt.<redacted>`, or `<redacted>` where no known prefix says what
    /// it is.
    public static String redact(String entry) {
        String beginning = entry.length() <= LONGEST_NAME ? entry : entry.substring(0, LONGEST_NAME);
        String lowerCase = beginning.toLowerCase(Locale.ROOT);
        for (String prefix : SECRET_PREFIXES) {
            if (lowerCase.startsWith(prefix)) {
                return prefix + REDACTED;
            }
        }
        boolean secret = entry.length() > LONGEST_NAME
                || lowerCase.contains(BEARER_INSIDE)
                || entry.startsWith(QueryText.JWT_BEGINNING);
        return secret ? REDACTED : entry;
    }

    static Finding read(String entry) {
        if (entry.startsWith(BEARER)) {
            return TokenText.read(entry.substring(BEARER.length()));
        }
        if (!entry.startsWith(JWT)) {
            return Finding.ABSENT;
        }
        String text = entry.substring(JWT.length());
        Finding asItIs = TokenText.read(text);
        return text.indexOf('.') >= 0 || asItIs instanceof Finding.Unreadable ? asItIs : decoded(text);
    }

    private static Finding decoded(String base64url) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(base64url);
            return TokenText.read(new String(bytes, StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException _) {
            // Its message quotes a character of the token.
            return new Finding.Unreadable("what follows `jwt.` is neither base64url nor a token with dots");
        }
    }
}
