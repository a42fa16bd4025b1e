package dev.holdfast.proxy.http;

import dev.holdfast.server.handshake.RequestHead;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/// The head of an answer on its way to the client: as the backend gave it, but that the connection ends with it.
public final class RelayedAnswer {
    private static final Set<String> DROPPED = Set.of("connection", "keep-alive", "proxy-connection");

    private RelayedAnswer() {}

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

    /// Whether a client's request asks for no further one on its connection.
    public static boolean asksToClose(RequestHead request) {
        return request.version().equals("HTTP/1.0")
                || request.list("connection").stream()
                        .anyMatch(each -> each.toLowerCase(Locale.ROOT).equals("close"));
    }
}
