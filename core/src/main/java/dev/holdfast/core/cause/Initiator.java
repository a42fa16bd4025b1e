package dev.holdfast.core.cause;

/// Who began the end, as far as the facts show.
public enum Initiator {
    CLIENT("client"),
    SERVER("server"),
    NETWORK("network"),
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
