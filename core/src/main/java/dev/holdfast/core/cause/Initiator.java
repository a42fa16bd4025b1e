package dev.holdfast.core.cause;

/// Who acted first to end a connection, or fell silent first, as far as the facts show. Not whose fault it
/// is: a client with an expired token is refused by the server.
public enum Initiator {
    /// The client closed, gave up or stopped answering.
    CLIENT("client"),
    /// This server refused, closed, or gave up waiting for somebody of whom nothing was heard.
    SERVER("server"),
    /// The backend behind a gateway refused, closed or ended TCP, or whatever speaks for it there.
    BACKEND("backend"),
    /// What lies between them died.
    NETWORK("network"),
    /// Somebody stopped this server.
    OPERATOR("operator"),
    UNKNOWN("unknown");

    private final String word;

    Initiator(String word) {
        this.word = word;
    }

    /// As it stands in log, metrics and API.
    public String word() {
        return word;
    }
}
