package dev.holdfast.proxy.http;

import dev.holdfast.server.handshake.RequestHead;

/// What tells an opening handshake from a plain request.
public final class Upgrade {
    private Upgrade() {}

    /// Whether it asks for a WebSocket, also where boxes before us have stripped it of what belongs to that.
    public static boolean toWebSocket(RequestHead request) {
        return keyed(request) || wanted(request);
    }

    /// Whether it has headers that only an opening handshake has.
    public static boolean keyed(RequestHead request) {
        return request.first("sec-websocket-key") != null || request.first("sec-websocket-version") != null;
    }

    /// Whether its `Upgrade` names WebSocket.
    public static boolean wanted(RequestHead request) {
        return request.list("upgrade").stream().anyMatch(each -> each.equalsIgnoreCase("websocket"));
    }
}
