package dev.holdfast.core.cause;

/// The least that must be at hand for a cause to be named. Silence about the others must never be taken for a guess:
/// where this server cannot know, it says so.
public enum DecidedBy {
    SERVER("server", "this server, from one end alone"),
    MANY("many", "this server, from several ends together"),
    GATEWAY("gateway", "a gateway in front that sees both sides"),
    CLIENT("client", "a report of the client"),
    PROBE("probe", "a test from outside, because nothing of it reaches this server");

    private final String word;
    private final String meaning;

    DecidedBy(String word, String meaning) {
        this.word = word;
        this.meaning = meaning;
    }

    /// As it stands in `spec/causes.json`.
    public String word() {
        return word;
    }

    /// A clause, as it stands on a cause's page.
    public String meaning() {
        return meaning;
    }
}
