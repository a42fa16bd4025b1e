package dev.holdfast.core.credential;

import org.jspecify.annotations.Nullable;

/// What may be a user id. It stands in logs, facts and answers, so it is short and has no character that breaks a
/// line or turns text around.
public final class UserIdRule {
    public static final int MAX_LENGTH = 200;

    private UserIdRule() {}

    /// What is wrong with it, as a clause without the text itself; `null` if nothing is.
    public static @Nullable String problem(String userId) {
        if (userId.isBlank()) {
            return "is empty";
        }
        if (userId.length() > MAX_LENGTH) {
            return "has " + userId.length() + " characters, more than " + MAX_LENGTH;
        }
        return userId.codePoints().allMatch(UserIdRule::allowed) ? null : "holds a control character";
    }

    private static boolean allowed(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> false;
            default -> true;
        };
    }
}
