package dev.holdfast.doctor.probe.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The head of an answer as it came; read as tolerantly as clients read.
///
/// @param headers in their order, names in lower case
public record AnswerHead(int status, List<Header> headers) {
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] [1-9]\\d\\d( .*)?");
    private static final int MOST_SHOWN = 200;

    public AnswerHead {
        headers = List.copyOf(headers);
    }

    /// @return `null` where it is no answer in HTTP/1
    static @Nullable AnswerHead parse(String text) {
        String[] lines = text.split("\r?\n", -1);
        if (!STATUS_LINE.matcher(lines[0]).matches()) {
            return null;
        }
        List<Header> headers = new ArrayList<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                headers.add(new Header(
                        lines[i].substring(0, colon).strip().toLowerCase(Locale.ROOT),
                        lines[i].substring(colon + 1).strip()));
            }
        }
        return new AnswerHead(Integer.parseInt(lines[0].substring(9, 12)), headers);
    }

    /// @param name in lower case
    public List<String> all(String name) {
        return headers.stream()
                .filter(header -> header.name().equals(name))
                .map(Header::value)
                .toList();
    }

    public @Nullable String first(String name) {
        return all(name).stream().findFirst().orElse(null);
    }

    /// The same, short enough to be shown.
    public @Nullable String shown(String name) {
        String value = first(name);
        return value == null || value.length() <= MOST_SHOWN ? value : value.substring(0, MOST_SHOWN) + "…";
    }

    /// The elements of a header that is a comma-separated list.
    public List<String> list(String name) {
        List<String> elements = new ArrayList<>();
        for (String value : all(name)) {
            for (String element : value.split(",", -1)) {
                if (!element.isBlank()) {
                    elements.add(element.strip());
                }
            }
        }
        return elements;
    }

    boolean has(String name, String element) {
        return list(name).stream().anyMatch(found -> found.equalsIgnoreCase(element));
    }

    /// Whether it only says that an answer is to come (RFC 9110 15.2).
    boolean interim() {
        return status < 200 && status != 101;
    }
}
