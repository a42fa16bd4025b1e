package dev.holdfast.server.handshake;

import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.HandshakeProblem;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Judges a request by RFC 6455 section 4.2.1. Pure.
public final class OpeningHandshake {
    /// More entries than this are no offer.
    private static final int MAX_SUBPROTOCOLS = 50;

    private OpeningHandshake() {}

    /// @param paths the paths that are served
    /// @return what is wrong with it, or `null` when it is a good opening handshake
    public static @Nullable Decision judge(RequestHead head, Set<String> paths) {
        boolean upgrade = has(head, "upgrade", "websocket") && has(head, "connection", "upgrade");
        boolean websocketHeaders =
                head.first("sec-websocket-key") != null || head.first("sec-websocket-version") != null;
        // 4.2.1: "An HTTP/1.1 or higher GET request". HTTP/2 needs an extended CONNECT, and its bytes never come here.
        // A proxy that forwards no Upgrade often asks in HTTP/1.0 besides; what it removed says more than the number.
        if (!head.version().equals("HTTP/1.1") && (upgrade || !websocketHeaders)) {
            return malformed(HandshakeProblem.HTTP_VERSION, "found " + head.version());
        }
        if (!head.method().equals("GET")) {
            return malformed(HandshakeProblem.METHOD, "found " + cut(head.method()));
        }
        if (head.all("host").size() != 1) {
            return malformed(HandshakeProblem.HOST, "found " + head.all("host").size());
        }
        if (!head.all("transfer-encoding").isEmpty()
                || head.all("content-length").stream().anyMatch(length -> !length.equals("0"))) {
            return malformed(HandshakeProblem.BODY, "");
        }
        if (!head.target().startsWith("/")) {
            return malformed(HandshakeProblem.BAD_REQUEST, "the target is not a path");
        }
        if (!paths.contains(head.path())) {
            return new Decision.PathUnknown(
                    cut(head.path()), paths.stream().sorted().toList());
        }
        if (!upgrade) {
            return malformed(
                    websocketHeaders ? HandshakeProblem.UPGRADE_STRIPPED : HandshakeProblem.NOT_AN_UPGRADE,
                    websocketHeaders ? "Sec-WebSocket-Key is there, Upgrade or Connection: upgrade is not" : "");
        }
        if (!head.list("sec-websocket-version").equals(List.of("13"))) {
            return malformed(
                    HandshakeProblem.VERSION, "found " + cut(String.join(", ", head.list("sec-websocket-version"))));
        }
        List<String> keys = head.all("sec-websocket-key");
        if (keys.size() != 1 || !isKey(keys.getFirst())) {
            return malformed(HandshakeProblem.KEY, "found " + keys.size());
        }
        List<String> offered = head.list("sec-websocket-protocol");
        if (offered.size() > MAX_SUBPROTOCOLS) {
            return malformed(
                    HandshakeProblem.BAD_REQUEST, offered.size() + " subprotocols offered, limit " + MAX_SUBPROTOCOLS);
        }
        if (!offered.stream().allMatch(RequestHead::isToken)) {
            return malformed(
                    HandshakeProblem.BAD_REQUEST,
                    "a subprotocol held a character that is not allowed in one (base64url without padding is)");
        }
        return null;
    }

    private static Decision malformed(HandshakeProblem problem, String detail) {
        return new Decision.HandshakeMalformed(problem, detail);
    }

    private static boolean has(RequestHead head, String name, String element) {
        return head.list(name).stream()
                .anyMatch(found -> found.toLowerCase(Locale.ROOT).equals(element));
    }

    /// 4.2.1: "a base64-encoded value that, when decoded, is 16 bytes in length".
    private static boolean isKey(String key) {
        try {
            return key.length() == 24 && Base64.getDecoder().decode(key).length == 16;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    /// Text of the client as evidence: bounded.
    public static String cut(String text) {
        return text.length() <= 200 ? text : text.substring(0, 200) + "…";
    }
}
