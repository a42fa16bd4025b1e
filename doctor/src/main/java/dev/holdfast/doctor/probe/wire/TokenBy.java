package dev.holdfast.doctor.probe.wire;

/// How a token travels to the server.
public enum TokenBy {
    HEADER("header", "Authorization: Bearer"),
    SUBPROTOCOL("subprotocol", "jwt.<base64url>"),
    QUERY("query", "?token="),
    COOKIE("cookie", "Cookie: token="),
    FIRST_MESSAGE("first message", "{\"type\":\"auth\", …}");

    private final String word;
    private final String how;

    TokenBy(String word, String how) {
        this.word = word;
        this.how = how;
    }

    public String word() {
        return word;
    }

    /// As it stands on the wire, without the token.
    public String how() {
        return how;
    }

    /// Whether a browser's page can send it so: it can set no header of a handshake.
    public boolean possibleInBrowsers() {
        return this != HEADER;
    }
}
