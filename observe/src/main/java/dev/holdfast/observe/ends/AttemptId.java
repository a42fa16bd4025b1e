package dev.holdfast.observe.ends;

import org.jspecify.annotations.Nullable;

/// Which ids of attempts can be asked for. Whoever knows the id reads the explanation, so one that is short enough to
/// guess is worth nothing; and one of other characters than these was not made by a client of ours.
final class AttemptId {
    static final int LEAST = 8;
    static final int MOST = 128;

    private AttemptId() {}

    /// The id itself, or `null` where it is not one that can be asked for.
    static @Nullable String of(@Nullable String text) {
        if (text == null || text.length() < LEAST || text.length() > MOST) {
            return null;
        }
        return text.chars().allMatch(AttemptId::allowed) ? text : null;
    }

    private static boolean allowed(int c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    }
}
