package dev.holdfast.core.cause;

import dev.holdfast.core.close.CloseCode;

/// Whether and when a client should come back after an end, as its `goodbye` says. In order of insistence: a
/// client that does less than it may is late, one that does more is a nuisance.
public enum Retry {
    /// Not by itself: something must be changed first.
    NO("no"),
    /// With a new credential.
    AFTER_AUTH("after_auth"),
    /// After a pause that grows with every failure.
    BACKOFF("backoff"),
    /// At once.
    NOW("now");

    private final String word;

    Retry(String word) {
        this.word = word;
    }

    /// What a code says by its range alone, so that a client understands one it does not know (`spec/codes.json`).
    public static Retry advisedBy(CloseCode code) {
        int value = code.value();
        if (value >= 4100 && value < 4200) {
            return NOW;
        }
        if (value >= 4200 && value < 4300) {
            return AFTER_AUTH;
        }
        return value == 1000 || (value >= 4400 && value < 4500) ? NO : BACKOFF;
    }

    /// As it stands in the `goodbye` message.
    public String word() {
        return word;
    }
}
