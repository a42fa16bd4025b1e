package dev.holdfast.server.handshake;

import dev.holdfast.core.evidence.HandshakeProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The head of a request: its line and its headers, as they came.
///
/// @param target as on the wire
/// @param headers in their order
public record RequestHead(String method, String target, String version, List<Header> headers) {
    /// @param name in lower case
    /// @param written the name as it stands on the wire
    public record Header(String name, String value, String written) {
        public Header(String name, String value) {
            this(name, value, name);
        }
    }

    static HeadReader.Reading parse(String text) {
        int lineEnd = text.indexOf("\r\n");
        String[] parts = text.substring(0, lineEnd).split(" ", -1);
        if (parts.length != 3 || !isToken(parts[0]) || parts[1].isEmpty() || !isVersion(parts[2])) {
            return bad("the request line was not method, target and version");
        }
        List<Header> headers = new ArrayList<>();
        int start = lineEnd + 2;
        while (start < text.length()) {
            int end = text.indexOf("\r\n", start);
            int colon = text.indexOf(':', start);
            // A space before the colon makes the name no token: RFC 9112 5.1 asks servers to refuse exactly that.
            if (colon < 0 || colon > end || !isToken(text.substring(start, colon))) {
                return bad("header " + (headers.size() + 1) + " had no proper name");
            }
            String written = text.substring(start, colon);
            headers.add(new Header(
                    written.toLowerCase(Locale.ROOT),
                    text.substring(colon + 1, end).strip(),
                    written));
            start = end + 2;
        }
        return new HeadReader.Complete(new RequestHead(parts[0], parts[1], parts[2], List.copyOf(headers)));
    }

    private static boolean isVersion(String text) {
        return text.length() == 8
                && text.startsWith("HTTP/")
                && isDigit(text.charAt(5))
                && text.charAt(6) == '.'
                && isDigit(text.charAt(7));
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static HeadReader.Bad bad(String detail) {
        return new HeadReader.Bad(HandshakeProblem.BAD_REQUEST, detail);
    }

    /// All values of a header, in their order.
    ///
    /// @param name in lower case
    public List<String> all(String name) {
        List<String> values = new ArrayList<>(1);
        for (Header header : headers) {
            if (header.name().equals(name)) {
                values.add(header.value());
            }
        }
        return values;
    }

    /// The first value of a header.
    public @Nullable String first(String name) {
        for (Header header : headers) {
            if (header.name().equals(name)) {
                return header.value();
            }
        }
        return null;
    }

    /// The elements of a header that is a comma-separated list, over all its lines (RFC 9110 5.6.1); empty ones are
    /// skipped.
    public List<String> list(String name) {
        List<String> elements = new ArrayList<>();
        for (String value : all(name)) {
            for (String element : value.split(",", -1)) {
                String stripped = element.strip();
                if (!stripped.isEmpty()) {
                    elements.add(stripped);
                }
            }
        }
        return elements;
    }

    /// The target without its query.
    public String path() {
        int question = target.indexOf('?');
        return question < 0 ? target : target.substring(0, question);
    }

    /// The query without its question mark, if there is one.
    public @Nullable String query() {
        int question = target.indexOf('?');
        return question < 0 ? null : target.substring(question + 1);
    }

    /// RFC 9110 5.6.2.
    public static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!((c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || isDigit(c)
                    || "!#$%&'*+-.^_`|~".indexOf(c) >= 0)) {
                return false;
            }
        }
        return !text.isEmpty();
    }
}
