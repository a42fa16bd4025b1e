package dev.holdfast.proxy.http;

import dev.holdfast.server.handshake.RequestHead;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the backend is sent of a request: as the client sent it, but for what belongs to one hop only (RFC 9110 7.6.1)
/// and for who forwarded it.
public final class ForwardedRequest {
    /// Of one hop. `Transfer-Encoding` is one too, but the body goes on in the form it came.
    private static final Set<String> HOP_BY_HOP = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authenticate",
            "proxy-authorization",
            "te",
            "trailer",
            "upgrade");

    /// Named by a careless client, but not of one hop: without them the request would be another one.
    private static final Set<String> EVERY_HOP =
            Set.of("host", "cookie", "authorization", "origin", "content-length", "transfer-encoding");

    /// What a stranger may not say of itself.
    private static final Set<String> FORWARDING =
            Set.of("forwarded", "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "x-forwarded-port");

    /// Who a request is from, and where it goes.
    ///
    /// @param client address of the TCP peer, without port; an IPv6 one in brackets
    /// @param trusted whether that peer is a proxy of ours, whose forwarding headers are kept
    /// @param secure whether it came by TLS
    /// @param authority of the backend
    /// @param rewriteHost whether that stands in place of the client's `Host`
    /// @param identity what tells the backend who the client is; `null` for nothing
    public record Way(
            String client,
            boolean trusted,
            boolean secure,
            String authority,
            boolean rewriteHost,
            RequestHead.@Nullable Header identity) {}

    private ForwardedRequest() {}

    /// An opening handshake.
    public static byte[] handshake(RequestHead head, Way way) {
        List<RequestHead.Header> headers = headers(head, way);
        if (head.first("upgrade") != null) {
            add(headers, "Upgrade", String.join(", ", head.list("upgrade")));
            add(headers, "Connection", "Upgrade");
        }
        return bytes(head, headers);
    }

    /// Any other request. The connection to the backend stays, and what it would be upgraded to is not handed on
    /// (RFC 9110 7.8 lets that be ignored).
    ///
    /// @param without names of headers that are not handed on, in lower case
    public static byte[] plain(RequestHead head, Way way, Set<String> without) {
        List<RequestHead.Header> headers = headers(head, way);
        headers.removeIf(header -> without.contains(header.name()));
        if (head.first("host") == null) {
            // HTTP/1.0 knows requests without, HTTP/1.1 does not.
            add(headers, "Host", way.authority());
        }
        return bytes(head, headers);
    }

    private static List<RequestHead.Header> headers(RequestHead head, Way way) {
        List<RequestHead.Header> headers = new ArrayList<>();
        List<String> named = head.list("connection");
        named.replaceAll(each -> each.toLowerCase(Locale.ROOT));
        String clientHost = head.first("host");
        for (RequestHead.Header header : head.headers()) {
            if (HOP_BY_HOP.contains(header.name())
                    || (named.contains(header.name()) && !EVERY_HOP.contains(header.name()))
                    || (FORWARDING.contains(header.name()) && !(way.trusted() && kept(header.name())))) {
                continue;
            }
            headers.add(
                    header.name().equals("host") && way.rewriteHost()
                            ? new RequestHead.Header("host", way.authority(), header.written())
                            : header);
        }
        forwarding(head, way, clientHost, headers);
        return headers;
    }

    private static byte[] bytes(RequestHead head, List<RequestHead.Header> headers) {
        StringBuilder text = new StringBuilder(head.method() + " " + head.target() + " HTTP/1.1\r\n");
        headers.forEach(header -> text.append(header.written())
                .append(": ")
                .append(header.value())
                .append("\r\n"));
        return text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /// Of these a new value is made from the old one.
    private static boolean kept(String name) {
        return !name.equals("x-forwarded-for") && !name.equals("forwarded");
    }

    private static void forwarding(
            RequestHead head, Way way, @Nullable String clientHost, List<RequestHead.Header> headers) {
        List<String> before = way.trusted() ? head.list("x-forwarded-for") : List.of();
        String address = way.client().replace("[", "").replace("]", "");
        add(headers, "X-Forwarded-For", before.isEmpty() ? address : String.join(", ", before) + ", " + address);
        if (!way.trusted() || head.first("x-forwarded-proto") == null) {
            add(headers, "X-Forwarded-Proto", way.secure() ? "https" : "http");
        }
        if (clientHost != null && (!way.trusted() || head.first("x-forwarded-host") == null)) {
            add(headers, "X-Forwarded-Host", clientHost);
        }
        if (way.trusted() && head.first("forwarded") != null) {
            String node = way.client().startsWith("[") ? "\"" + way.client() + "\"" : way.client();
            add(headers, "Forwarded", String.join(", ", head.all("forwarded")) + ", for=" + node);
        }
        RequestHead.Header identity = way.identity();
        if (identity != null) {
            headers.add(identity);
        }
    }

    private static void add(List<RequestHead.Header> headers, String name, String value) {
        headers.add(new RequestHead.Header(name.toLowerCase(Locale.ROOT), value, name));
    }
}
