package dev.holdfast.doctor.report;

/// What a piece of text is to its reader. Colour only repeats what the words say.
public enum Tone {
    PLAIN("", "plain"),
    /// What stands out without being good or bad.
    STRONG("\u001b[1m", "strong"),
    /// What may be passed over.
    QUIET("\u001b[2m", "quiet"),
    GOOD("\u001b[32m", "good"),
    WORRY("\u001b[33m", "worry"),
    BAD("\u001b[31m", "bad");

    private final String escape;
    private final String word;

    Tone(String escape, String word) {
        this.escape = escape;
        this.word = word;
    }

    /// The sequence that switches a terminal to it; empty for [#PLAIN].
    String escape() {
        return escape;
    }

    /// The class of an element on a page.
    public String word() {
        return word;
    }
}
