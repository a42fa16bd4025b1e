package dev.holdfast.clinic.trial;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Confidence;
import tools.jackson.databind.JsonNode;

/// What Holdfast said of a trial, read from where its users read it.
///
/// @param place where it was said: `end`, `rejection`, `incident`, the event of a line of the log, or `all` of them
/// together
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
        return new Said(
                named(explanation.path("cause").asString(""), record),
                Confidence.valueOf(explanation.path("confidence").asString()),
                place,
                explanation.path("summary").asString(),
                record);
    }

    /// Of a line of the log that is about no end and names a cause, without reservation.
    ///
    /// @throws IllegalArgumentException when it names no cause of the catalogue
    public static Said noted(String place, JsonNode line) {
        return new Said(
                named(line.path("cause").asString(""), line),
                Confidence.PROVEN,
                place,
                line.path("message").asString(),
                line);
    }

    /// Of the line of a report that met no end, in which the client says what it found: its word.
    ///
    /// @throws IllegalArgumentException when it names no cause of the catalogue
    public static Said reported(String place, JsonNode line) {
        return new Said(
                named(line.path("found").asString(Cause.UNEXPLAINED.id()), line),
                Confidence.LIKELY,
                place,
                line.path("message").asString(),
                line);
    }

    private static Cause named(String id, JsonNode record) {
        return Cause.byId(id)
                .orElseThrow(() -> new IllegalArgumentException(
                        "found the cause \"" + id + "\", which is not in the catalogue: " + record));
    }

    @Override
    public String toString() {
        return cause.id() + " (" + confidence + ", " + place + "): " + summary;
    }
}
