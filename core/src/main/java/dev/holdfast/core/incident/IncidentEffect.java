package dev.holdfast.core.incident;

import dev.holdfast.core.evidence.Fact;

/// What is to be told because of what was seen.
public sealed interface IncidentEffect {
    /// Something began that many ends share.
    record Opened(Incident incident) implements IncidentEffect {}

    /// It is over.
    record Ended(Incident incident) implements IncidentEffect {}

    /// More became known of an end that was told already.
    record Learned(String connectionId, Fact.Afterwards fact) implements IncidentEffect {}
}
