package dev.holdfast.server.handshake;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Our answers in HTTP: the 101, and short ones that end the connection.
public final class HttpAnswer {
    public static final String JSON = "application/json; charset=utf-8";

    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private HttpAnswer() {}

    /// RFC 6455 4.2.2.
    public static byte[] upgrade(String key, @Nullable String subprotocol) {
        return ascii("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: " + accept(key) + "\r\n"
                + (subprotocol == null ? "" : "Sec-WebSocket-Protocol: " + subprotocol + "\r\n")
                + "\r\n");
    }

    /// An answer after which the connection ends.
    ///
    /// @param json the body
    public static byte[] last(int status, Map<String, String> headers, String json) {
        return last(status, headers, JSON, json.getBytes(StandardCharsets.UTF_8));
    }

    /// An answer after which the connection ends.
    public static byte[] last(int status, Map<String, String> headers, String contentType, byte[] body) {
        return new Whole(status, headers, contentType, body).bytes("close");
    }

    /// A short answer of ours, whatever becomes of its connection.
    ///
    /// @param headers besides those that every one has
    public record Whole(int status, Map<String, String> headers, String contentType, byte[] body) {
        public static Whole json(int status, Map<String, String> headers, String json) {
            return new Whole(status, headers, JSON, json.getBytes(StandardCharsets.UTF_8));
        }

        /// @param connection the value of `Connection`; `null` for none, which keeps one of HTTP/1.1
        public byte[] bytes(@Nullable String connection) {
            Map<String, String> all = new LinkedHashMap<>(headers);
            // RFC 9110 8.6: "A server MUST NOT send a Content-Length header field in any response with a status code
            // of 1xx (Informational) or 204 (No Content)."
            if (status != 204) {
                all.put("Content-Type", contentType);
                all.put("Content-Length", Integer.toString(body.length));
            }
            all.put("Cache-Control", "no-store");
            all.put("X-Content-Type-Options", "nosniff");
            if (connection != null) {
                all.put("Connection", connection);
            }
            StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " " + phrase(status) + "\r\n");
            all.forEach((name, value) ->
                    head.append(name).append(": ").append(value).append("\r\n"));
            byte[] start = ascii(head.append("\r\n").toString());
            byte[] answer = new byte[start.length + body.length];
            System.arraycopy(start, 0, answer, 0, start.length);
            System.arraycopy(body, 0, answer, start.length, body.length);
            return answer;
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /// What `Sec-WebSocket-Accept` has to be for a key (RFC 6455 4.2.2).
    public static String accept(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(ascii(key + GUID));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    static String phrase(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 204 -> "No Content";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 408 -> "Request Timeout";
            case 413 -> "Content Too Large";
            case 414 -> "URI Too Long";
            case 426 -> "Upgrade Required";
            case 429 -> "Too Many Requests";
            case 431 -> "Request Header Fields Too Large";
            case 500 -> "Internal Server Error";
            case 502 -> "Bad Gateway";
            case 503 -> "Service Unavailable";
            case 504 -> "Gateway Timeout";
            default -> "Refused";
        };
    }
}
