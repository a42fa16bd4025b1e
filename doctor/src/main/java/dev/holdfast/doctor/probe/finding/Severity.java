package dev.holdfast.doctor.probe.finding;

/// What a finding means to whoever runs the server. Worst first.
public enum Severity {
    /// Some client fails.
    FAULT("fault"),
    /// Somebody can do what he must not.
    SECURITY("security"),
    /// It works now, and will not always.
    WARNING("warning");

    private final String word;

    Severity(String word) {
        this.word = word;
    }

    /// As it stands in the report.
    public String word() {
        return word;
    }
}
