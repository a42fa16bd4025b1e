package dev.holdfast.cli.config.source;

/// Something that is allowed and may still surprise.
///
/// @param text a sentence that says what will happen and what to do
public record Warning(String key, String text, Origin origin) {
    /// One line.
    public String line() {
        return origin.text() + ": " + key + ": " + text;
    }
}
