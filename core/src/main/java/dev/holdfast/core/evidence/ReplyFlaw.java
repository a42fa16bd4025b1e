package dev.holdfast.core.evidence;

/// What is wrong with a 101, so that a client must refuse it (RFC 6455 4.1).
public enum ReplyFlaw {
    UPGRADE_MISSING("it has no Upgrade: websocket with Connection: Upgrade"),
    ACCEPT_MISSING("it has no Sec-WebSocket-Accept"),
    ACCEPT_WRONG("its Sec-WebSocket-Accept does not fit the client's key"),
    SUBPROTOCOL_NOT_OFFERED("it selects a subprotocol that was not offered"),
    SUBPROTOCOL_TWICE("it selects more than one subprotocol"),
    EXTENSION_NOT_OFFERED("it uses an extension that was not offered");

    private final String meaning;

    ReplyFlaw(String meaning) {
        this.meaning = meaning;
    }

    /// One clause, of the 101.
    public String meaning() {
        return meaning;
    }
}
