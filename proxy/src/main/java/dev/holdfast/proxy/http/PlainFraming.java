package dev.holdfast.proxy.http;

import dev.holdfast.core.evidence.HandshakeProblem;
import dev.holdfast.server.handshake.RequestHead;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Judges the head of a plain request: whether everybody who reads it finds its end in the same place. What one reader
/// takes for the rest of a body and another for the next request is how requests are smuggled, so anything that could
/// be read in two ways is refused, also where RFC 9112 would let it pass.
public sealed interface PlainFraming {
    /// @param body where the request ends
    /// @param keeps whether the client keeps its connection for a further one
    record Clear(BodyFraming body, boolean keeps) implements PlainFraming {}

    /// @param detail what is wrong, without any of its bytes
    record Unclear(HandshakeProblem problem, String detail) implements PlainFraming {}

    static PlainFraming of(RequestHead head) {
        boolean http11 = head.version().equals("HTTP/1.1");
        if (!http11 && !head.version().equals("HTTP/1.0")) {
            return new Unclear(HandshakeProblem.HTTP_VERSION, "neither HTTP/1.1 nor HTTP/1.0");
        }
        int hosts = head.all("host").size();
        if (hosts > 1 || (http11 && hosts == 0)) {
            return new Unclear(HandshakeProblem.HOST, hosts + " of them");
        }
        if (!head.target().startsWith("/")
                && !(head.target().equals("*") && head.method().equals("OPTIONS"))) {
            // CONNECT asks for a tunnel, and an absolute target for a forward proxy; this is neither.
            return new Unclear(HandshakeProblem.BAD_REQUEST, "its target was not a path");
        }
        List<String> codings = head.all("transfer-encoding");
        List<String> lengths = head.all("content-length");
        if (!codings.isEmpty()) {
            if (!http11 || !lengths.isEmpty()) {
                return bad(http11 ? "both Transfer-Encoding and Content-Length" : "Transfer-Encoding in HTTP/1.0");
            }
            if (codings.size() != 1 || !codings.getFirst().equalsIgnoreCase("chunked")) {
                return bad("a Transfer-Encoding other than chunked");
            }
        }
        if (lengths.size() > 1 || (lengths.size() == 1 && !lengths.getFirst().matches("[0-9]{1,18}"))) {
            return bad("not one Content-Length that is a number");
        }
        List<String> connection = head.list("connection");
        boolean keeps = http11
                ? connection.stream().noneMatch(each -> each.equalsIgnoreCase("close"))
                : connection.stream().anyMatch(each -> each.equalsIgnoreCase("keep-alive"));
        return new Clear(BodyFraming.ofRequest(codings, lengths), keeps);
    }

    /// The value of `Connection` in an answer; `null` for none.
    ///
    /// @param http10 whether it is for a client of HTTP/1.0
    static @Nullable String connection(boolean kept, boolean http10) {
        return !kept ? "close" : http10 ? "keep-alive" : null;
    }

    private static Unclear bad(String detail) {
        return new Unclear(HandshakeProblem.BODY, detail);
    }
}
