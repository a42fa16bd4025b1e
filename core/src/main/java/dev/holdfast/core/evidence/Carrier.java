package dev.holdfast.core.evidence;

/// Where in a handshake, or after it, a credential can travel.
public enum Carrier {
    /// `Authorization: Bearer …`. Browsers can't set it on a WebSocket.
    HEADER("header"),
    /// A cookie. Needs the origin check, because browsers send it with every site's handshake.
    COOKIE("cookie"),
    /// A subprotocol entry `jwt.<base64url>` or `bearer.<token>`, never echoed.
    SUBPROTOCOL("subprotocol"),
    /// A one-time ticket in the query, issued over the admin API.
    TICKET("ticket"),
    /// The first message after the handshake.
    FIRST_MESSAGE("first-message");

    private final String word;

    Carrier(String word) {
        this.word = word;
    }

    /// As it stands in configuration, log and metrics.
    public String word() {
        return word;
    }
}
