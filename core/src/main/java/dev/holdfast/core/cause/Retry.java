package dev.holdfast.core.cause;

/// What a client should do after an end, as its `goodbye` says.
public enum Retry {
    NO("no"),
    NOW("now"),
    BACKOFF("backoff"),
    AFTER_AUTH("after_auth");

    private final String word;

    Retry(String word) {
        this.word = word;
    }

    /// As it stands in the `goodbye` message.
    public String word() {
        return word;
    }
}
