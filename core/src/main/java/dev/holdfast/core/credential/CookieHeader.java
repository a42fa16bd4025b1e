package dev.holdfast.core.credential;

/// One value of the `Cookie` header: pairs with `; ` between them (RFC 6265 4.2.1).
final class CookieHeader {
    private CookieHeader() {}

    /// What the cookie of that name holds. A cookie without a value, as a logout leaves it, is absent.
    ///
    /// Two cookies of one name and different values contradict each other: RFC 6265 4.2.2 tells servers not to rely
    /// on their order, and a page of a sibling domain can plant the second.
    static Finding read(String value, String name) {
        Finding found = Finding.ABSENT;
        int start = 0;
        while (start < value.length()) {
            int semicolon = value.indexOf(';', start);
            int end = semicolon < 0 ? value.length() : semicolon;
            // Not looked for past this pair: many pairs without one would make the work quadratic.
            int equals = value.indexOf('=', start, end);
            if (equals >= 0 && Trimmed.of(value, start, equals).equals(name)) {
                found = found.and(token(Trimmed.of(value, equals + 1, end)));
            }
            start = end + 1;
        }
        return found;
    }

    private static Finding token(String value) {
        // RFC 6265 4.1.1: "cookie-value = *cookie-octet / ( DQUOTE *cookie-octet DQUOTE )"
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        String text = quoted ? value.substring(1, value.length() - 1) : value;
        return text.isEmpty() ? Finding.ABSENT : TokenText.read(text);
    }
}
