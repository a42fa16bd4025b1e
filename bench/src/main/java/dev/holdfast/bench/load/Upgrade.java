package dev.holdfast.bench.load;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;

/// The client's side of the opening handshake (RFC 6455 4.1), with one key for all connections of a run and neither
/// subprotocol nor extension offered.
final class Upgrade {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    static final int MAX_HEAD = 8_192;

    private final byte[] request;
    private final String accept;

    Upgrade(URI url, RandomGenerator random) {
        byte[] nonce = new byte[16];
        random.nextBytes(nonce);
        String key = Base64.getEncoder().encodeToString(nonce);
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        this.request = """
                GET %s HTTP/1.1\r
                Host: %s:%d\r
                Upgrade: websocket\r
                Connection: Upgrade\r
                Sec-WebSocket-Key: %s\r
                Sec-WebSocket-Version: 13\r
                \r
                """.formatted(path, url.getHost(), url.getPort(), key).getBytes(StandardCharsets.US_ASCII);
        this.accept = acceptFor(key);
    }

    static String acceptFor(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }

    byte[] request() {
        return request;
    }

    /// Checks the server's answer.
    ///
    /// @return where the bytes behind it begin (a server may send frames at once), or [ServerFrame#INCOMPLETE]
    int check(byte[] bytes, int from, int to) throws BadReply {
        String head = new String(bytes, from, Math.min(to - from, MAX_HEAD), StandardCharsets.ISO_8859_1);
        int end = head.indexOf("\r\n\r\n");
        if (end < 0 && head.length() < MAX_HEAD) {
            return ServerFrame.INCOMPLETE;
        }
        String[] lines = head.substring(0, Math.max(end, 0)).split("\r\n", -1);
        if (!lines[0].startsWith("HTTP/1.1 101")) {
            throw new BadReply(
                    Fault.UPGRADE, "refused: " + head.lines().findFirst().orElse(""));
        }
        Map<String, String> headers = new HashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                headers.put(
                        lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                        lines[i].substring(colon + 1).strip());
            }
        }
        require(headers, "upgrade", "websocket");
        require(headers, "connection", "upgrade");
        if (!accept.equals(headers.get("sec-websocket-accept"))) {
            throw new BadReply(Fault.UPGRADE, "a wrong Sec-WebSocket-Accept");
        }
        if (headers.containsKey("sec-websocket-protocol") || headers.containsKey("sec-websocket-extensions")) {
            throw new BadReply(Fault.UPGRADE, "a subprotocol or extension that was not offered");
        }
        return from + end + 4;
    }

    private static void require(Map<String, String> headers, String name, String value) throws BadReply {
        if (!value.equalsIgnoreCase(headers.get(name))) {
            throw new BadReply(Fault.UPGRADE, "101 without \"" + name + ": " + value + "\"");
        }
    }
}
