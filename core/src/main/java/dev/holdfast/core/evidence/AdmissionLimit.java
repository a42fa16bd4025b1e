package dev.holdfast.core.evidence;

/// Which limit on the number of connections refused a handshake.
public enum AdmissionLimit {
    TOTAL("connections in all"),
    USER("connections of one user"),
    ADDRESS("connections of one address");

    private final String meaning;

    AdmissionLimit(String meaning) {
        this.meaning = meaning;
    }

    public String meaning() {
        return meaning;
    }
}
