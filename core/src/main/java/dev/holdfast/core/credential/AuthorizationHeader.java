package dev.holdfast.core.credential;

import java.util.Locale;
import java.util.Set;

/// One value of the `Authorization` header.
final class AuthorizationHeader {
    /// Schemes that are spoken to a proxy or a web server in front, and say nothing about a token.
    private static final Set<String> OTHER_SCHEMES = Set.of("basic", "digest", "negotiate", "ntlm");

    private static final int LONGEST_SCHEME = 16;

    private AuthorizationHeader() {}

    static Finding read(String value) {
        String text = Trimmed.of(value);
        int space = Trimmed.indexOfSpace(text);
        String scheme = space < 0 ? text : text.substring(0, space);
        // RFC 9110 11.1: the scheme is a "case-insensitive token".
        String name = scheme.length() > LONGEST_SCHEME ? "" : scheme.toLowerCase(Locale.ROOT);
        if (name.equals("bearer")) {
            return TokenText.read(space < 0 ? "" : Trimmed.of(text.substring(space)));
        }
        if (OTHER_SCHEMES.contains(name)) {
            return Finding.ABSENT;
        }
        // The text is not repeated: where the scheme was forgotten, it is the token itself.
        return new Finding.Unreadable(
                space < 0
                        ? "the Authorization header has no scheme, expected `Bearer` and the token"
                        : "the Authorization header's scheme is not Bearer");
    }
}
