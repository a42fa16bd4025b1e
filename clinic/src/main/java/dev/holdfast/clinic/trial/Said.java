package dev.holdfast.clinic.trial;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Confidence;
import tools.jackson.databind.JsonNode;

/// What Holdfast said of a trial, read from where its users read it.
///
/// @param place where it was said: `end`, `rejection`, `incident`, or `all` of them together
/// @param summary its sentence
/// @param record the whole record, for whoever wants to know why it said so
public record Said(Cause cause, Confidence confidence, String place, String summary, JsonNode record) {
    static final String ALL_WELL = "all";

    /// That nothing is wrong.
    ///
    /// @param last an end, as one of many
    public static Said allWell(String summary, JsonNode last) {
        return new Said(Cause.CLIENT_LEFT, Confidence.PROVEN, ALL_WELL, summary, last);
    }

    /// Of an end or an incident as the diagnostics API shows it.
    ///
    /// @throws IllegalArgumentException when it names no cause of the catalogue
    public static Said of(String place, JsonNode record) {
        JsonNode explanation = record.path("explanation");
        String id = explanation.path("cause").asString("");
        return new Said(
                Cause.byId(id)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "found the cause \"" + id + "\", which is not in the catalogue: " + record)),
                Confidence.valueOf(explanation.path("confidence").asString()),
                place,
                explanation.path("summary").asString(),
                record);
    }

    @Override
    public String toString() {
        return cause.id() + " (" + confidence + ", " + place + "): " + summary;
    }
}
