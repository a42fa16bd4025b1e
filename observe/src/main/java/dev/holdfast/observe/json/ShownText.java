package dev.holdfast.observe.json;

import java.util.regex.Pattern;

/// Texts on their way into a log or an answer: bounded, and without what looks like a token. Whoever recorded them has
/// taken care of both already; this is the second fence, because what has been logged can't be taken back.
final class ShownText {
    /// Longer than anything that is recorded on purpose, stack traces apart.
    static final int MOST_CHARACTERS = 4096;

    /// The base64url of `{"`, with which the header of every compact JWT begins.
    private static final String JWT_BEGINNING = "eyJ";

    private static final Pattern JWT = Pattern.compile(JWT_BEGINNING + "[A-Za-z0-9_-]{6,}(?:\\.[A-Za-z0-9_-]*)*");

    private ShownText() {}

    static String of(String text) {
        return of(text, MOST_CHARACTERS);
    }

    static String of(String text, int mostCharacters) {
        String safe = text.contains(JWT_BEGINNING) ? JWT.matcher(text).replaceAll("<redacted>") : text;
        if (safe.length() <= mostCharacters) {
            return safe;
        }
        int end = Character.isHighSurrogate(safe.charAt(mostCharacters - 1)) ? mostCharacters - 1 : mostCharacters;
        return safe.substring(0, end) + "…";
    }
}
