package dev.holdfast.server.protocol;

import org.jspecify.annotations.Nullable;

/// A JSON message of a client, as far as we look into it. Fields that we don't know are skipped.
///
/// @param type what it is
/// @param id as JSON, to be given back as it came
/// @param t as JSON, to be given back as it came
/// @param token a credential; never shown
/// @param reason of a `bye`
/// @param tab of a `hello`
/// @param client name and version of a `hello`
/// @param prev of a `hello`: the client's report on the connection before
/// @param data of a `msg`: the characters of a string, or JSON
/// @param dataIsText whether `data` was a string
public record Envelope(
        String type,
        @Nullable String id,
        @Nullable String t,
        @Nullable String token,
        @Nullable String reason,
        @Nullable String tab,
        @Nullable String client,
        ReportReader.@Nullable Received prev,
        @Nullable String data,
        boolean dataIsText) {
    @Override
    public String toString() {
        return "Envelope[" + type + "]";
    }
}
