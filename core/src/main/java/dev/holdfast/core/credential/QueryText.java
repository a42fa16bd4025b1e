package dev.holdfast.core.credential;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// A request's query as it stood on the wire, without the question mark.
public final class QueryText {
    /// Parameters whose values [#redact(String)] replaces, in lower case. Names that end in `token`,
    /// `secret`, `password`, `key`, `jwt` or `ticket` are replaced as well.
    public static final Set<String> SECRET_NAMES =
            Set.of("auth", "authorization", "bearer", "code", "passwd", "pwd", "session", "sid", "sig", "signature");

    private static final List<String> SECRET_ENDINGS = List.of("token", "secret", "password", "key", "jwt", "ticket");

    /// The base64url of `{"`, with which the header of every compact JWT begins.
    static final String JWT_BEGINNING = "eyJ";

    private static final String REDACTED = "<redacted>";

    private QueryText() {}

    /// The query for logs, with the values of [#SECRET_NAMES] replaced.
    public static String redact(String query) {
        return redact(query, Set.of());
    }

    /// The query for logs: `ticket=<redacted>&room=5`. Besides the named parameters it replaces everything in
    /// which a JWT seems to begin. Names are compared decoded and in lower case, so that `%74icket` does not
    /// slip through; the rest stays as it was, control characters and length included.
    ///
    /// @param secretNames further parameters whose values are replaced, in lower case
    public static String redact(String query, Set<String> secretNames) {
        StringBuilder redacted = new StringBuilder(query.length());
        int start = 0;
        while (start <= query.length()) {
            int ampersand = query.indexOf('&', start);
            int end = ampersand < 0 ? query.length() : ampersand;
            int secret = startOfSecret(query, start, end, secretNames);
            redacted.append(query, start, secret).append(secret < end ? REDACTED : "");
            if (end < query.length()) {
                redacted.append('&');
            }
            start = end + 1;
        }
        return redacted.toString();
    }

    /// Where in the parameter from `start` to `end` its secret begins, or `end`. Some servers take `;` for a
    /// separator too, so a secret may hide behind one; all that follows it in the parameter may belong to it.
    private static int startOfSecret(String query, int start, int end, Set<String> secretNames) {
        int from = start;
        while (from < end) {
            int semicolon = query.indexOf(';', from, end);
            int to = semicolon < 0 ? end : semicolon;
            int equals = query.indexOf('=', from, to);
            String name = decode(query.substring(from, equals < 0 ? to : equals));
            if (name.contains(JWT_BEGINNING)) {
                return from;
            }
            if (equals >= 0
                    && (isSecret(name, secretNames)
                            || decode(query.substring(equals + 1, to)).contains(JWT_BEGINNING))) {
                return equals + 1;
            }
            from = to + 1;
        }
        return end;
    }

    /// What the parameter of that name holds; an empty value is a ticket that was not there yet.
    static Finding read(String query, String name) {
        Finding found = Finding.ABSENT;
        int start = 0;
        while (start < query.length()) {
            int ampersand = query.indexOf('&', start);
            int end = ampersand < 0 ? query.length() : ampersand;
            int equals = query.indexOf('=', start, end);
            if (equals >= 0 && decode(query.substring(start, equals)).equals(name)) {
                found = found.and(TokenText.read(decode(query.substring(equals + 1, end))));
            }
            start = end + 1;
        }
        return found;
    }

    /// Whether it is a parameter of that name, with a value.
    static boolean isNamed(String parameter, String name) {
        int equals = parameter.indexOf('=');
        return equals >= 0 && decode(parameter.substring(0, equals)).equals(name);
    }

    /// Whether a parameter of that name usually holds a credential.
    static boolean mayBeSecret(String name) {
        return isSecret(decode(name), Set.of());
    }

    private static boolean isSecret(String decoded, Set<String> secretNames) {
        String name = decoded.toLowerCase(Locale.ROOT);
        return secretNames.contains(name)
                || SECRET_NAMES.contains(name)
                || SECRET_ENDINGS.stream().anyMatch(name::endsWith);
    }

    /// Percent-decoding that never fails: what is no escape stays as it is.
    private static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int high = c == '%' && i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = high >= 0 ? Character.digit(text.charAt(i + 2), 16) : -1;
            if (low >= 0) {
                bytes.write(high << 4 | low);
                i += 2;
            } else {
                bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
