package dev.holdfast.proxy.http;

import dev.holdfast.server.handshake.RequestHead;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The head of a backend's answer, as it came.
///
/// @param statusLine without its line end
/// @param headers in their order
/// @param bytes all of it, up to and with the empty line
public record AnswerHead(String statusLine, int status, List<RequestHead.Header> headers, byte[] bytes) {
    private static final Pattern LINE_END = Pattern.compile("\r?\n");
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] [1-9]\\d\\d( .*)?");

    /// @return `null` where it is no answer in HTTP/1
    static @Nullable AnswerHead parse(String text, byte[] bytes) {
        String[] lines = LINE_END.split(text, -1);
        String first = lines[0];
        if (!STATUS_LINE.matcher(first).matches()) {
            return null;
        }
        List<RequestHead.Header> headers = new ArrayList<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            // What is no header goes to the client as it came and means nothing to us.
            if (colon > 0) {
                String name = lines[i].substring(0, colon).strip();
                headers.add(new RequestHead.Header(
                        name.toLowerCase(Locale.ROOT),
                        lines[i].substring(colon + 1).strip(),
                        name));
            }
        }
        return new AnswerHead(first, Integer.parseInt(first.substring(9, 12)), List.copyOf(headers), bytes);
    }

    /// All values of a header.
    ///
    /// @param name in lower case
    public List<String> all(String name) {
        List<String> values = new ArrayList<>(1);
        for (RequestHead.Header header : headers) {
            if (header.name().equals(name)) {
                values.add(header.value());
            }
        }
        return values;
    }

    public @Nullable String first(String name) {
        for (RequestHead.Header header : headers) {
            if (header.name().equals(name)) {
                return header.value();
            }
        }
        return null;
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

    /// Whether a header that is a list has an element, in any case.
    public boolean has(String name, String element) {
        return list(name).stream().anyMatch(found -> found.equalsIgnoreCase(element));
    }

    /// Whether it only says that an answer is to come (RFC 9110 15.2).
    public boolean interim() {
        return status < 200 && status != 101;
    }

    /// Whether its body has nothing to say for as long as nothing happens.
    public boolean eventStream() {
        String type = first("content-type");
        return type != null && type.toLowerCase(Locale.ROOT).startsWith("text/event-stream");
    }

    /// Whether its backend keeps the connection (RFC 9112 9.3).
    public boolean keeps() {
        return !has("connection", "close") && (statusLine.startsWith("HTTP/1.1") || has("connection", "keep-alive"));
    }

    /// Whether its body comes in chunks.
    public boolean chunked() {
        List<String> codings = list("transfer-encoding");
        return !codings.isEmpty() && codings.getLast().equalsIgnoreCase("chunked");
    }

    /// What in it two readers could take for two different answers; `null` where nothing is.
    public @Nullable String ambiguity() {
        String[] lines = new String(bytes, StandardCharsets.ISO_8859_1).split("\n", -1);
        for (int i = 1; i < lines.length; i++) {
            String line = lines[i].endsWith("\r") ? lines[i].substring(0, lines[i].length() - 1) : lines[i];
            if (line.indexOf('\r') >= 0 || line.indexOf('\0') >= 0) {
                return "a control byte stood in a header";
            }
            if (!line.isEmpty()
                    && (line.indexOf(':') < 0 || !RequestHead.isToken(line.substring(0, line.indexOf(':'))))) {
                return "a line was no header";
            }
        }
        List<String> codings = list("transfer-encoding");
        if (codings.isEmpty() && first("transfer-encoding") != null) {
            return "its Transfer-Encoding was empty";
        }
        if (!codings.isEmpty() && statusLine.startsWith("HTTP/1.0")) {
            return "an answer in HTTP/1.0 had a Transfer-Encoding";
        }
        if (codings.stream().filter(each -> each.equalsIgnoreCase("chunked")).count() > (chunked() ? 1 : 0)) {
            return "chunked was not the last Transfer-Encoding";
        }
        return null;
    }
}
