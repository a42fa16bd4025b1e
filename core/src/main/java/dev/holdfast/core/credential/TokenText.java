package dev.holdfast.core.credential;

/// What can be said of a token's text without knowing its kind.
final class TokenText {
    private TokenText() {}

    /// The text as a token, or why it is none.
    static Finding read(String text) {
        if (text.isEmpty()) {
            return new Finding.Unreadable("the token is empty: the client connected before it had one");
        }
        // What a client without a token sends when it pastes its variable in: "Bearer " + null.
        if (text.equals("null") || text.equals("undefined") || text.equals("None") || text.equals("[object Object]")) {
            return new Finding.Unreadable("the token is the word " + text + ": the client connected before it had one");
        }
        for (int i = 0; i < text.length(); i++) {
            if (!allowed(text.charAt(i))) {
                return new Finding.Unreadable("the token holds a character that no token has, at position " + i);
            }
        }
        return new Finding.Token(text);
    }

    /// RFC 6750 2.1: "b64token = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="".
    private static boolean allowed(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '.'
                || c == '_'
                || c == '~'
                || c == '+'
                || c == '/'
                || c == '=';
    }
}
