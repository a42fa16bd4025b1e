package dev.holdfast.proxy.http;

import dev.holdfast.server.handshake.RequestHead;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The head of an answer on its way to the client: as the backend gave it, but for what belongs to one hop.
public final class RelayedAnswer {
    private static final Set<String> DROPPED = Set.of("connection", "keep-alive", "proxy-connection");

    private RelayedAnswer() {}

    /// What is not 101 where a handshake was asked for: the connection ends with it.
    public static byte[] last(AnswerHead head) {
        StringBuilder text = new StringBuilder(head.statusLine()).append("\r\n");
        boolean upgrade = false;
        for (RequestHead.Header header : head.headers()) {
            upgrade |= header.name().equals("upgrade");
            if (!DROPPED.contains(header.name())) {
                text.append(header.written())
                        .append(": ")
                        .append(header.value())
                        .append("\r\n");
            }
        }
        text.append("Connection: close").append(upgrade ? ", Upgrade" : "").append("\r\n\r\n");
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /// The answer to a plain request.
    ///
    /// @param connection the value of `Connection`; `null` for none
    /// @param unframed whether its body comes as it is, up to the end of the connection
    public static byte[] plain(AnswerHead head, @Nullable String connection, boolean unframed) {
        Set<String> dropped = new HashSet<>(DROPPED);
        dropped.add("upgrade");
        head.list("connection").forEach(named -> dropped.add(named.toLowerCase(Locale.ROOT)));
        dropped.removeAll(Set.of("content-length", "transfer-encoding", "set-cookie", "date"));
        if (unframed || head.first("transfer-encoding") != null) {
            // RFC 9112 6.3: a length beside a Transfer-Encoding is not handed on.
            dropped.add("content-length");
        }
        if (unframed) {
            dropped.add("transfer-encoding");
        }
        // RFC 9112 2.3: an intermediary answers in its own version.
        StringBuilder text = new StringBuilder("HTTP/1.1")
                .append(head.statusLine().substring("HTTP/1.1".length()))
                .append("\r\n");
        for (RequestHead.Header header : head.headers()) {
            if (!dropped.contains(header.name())) {
                text.append(header.written())
                        .append(": ")
                        .append(header.value())
                        .append("\r\n");
            }
        }
        if (connection != null) {
            text.append("Connection: ").append(connection).append("\r\n");
        }
        return text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
