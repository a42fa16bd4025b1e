package dev.holdfast.core.incident;

/// What an incident is. A closed set: metrics carry its words.
public enum IncidentKind {
    /// One client connects again and again and never stays.
    RECONNECT_LOOP("reconnect-loop"),
    /// Many connections ended close in time.
    MASS_END("mass-end"),
    /// Many clients come back at once, or in waves.
    RECONNECT_STORM("reconnect-storm"),
    /// Connections are cut at one silence or at one age.
    CUT_OFF("cut-off");

    private final String word;

    IncidentKind(String word) {
        this.word = word;
    }

    /// As it stands in log, metrics and API.
    public String word() {
        return word;
    }
}
