package dev.holdfast.observe.json;

import java.nio.charset.StandardCharsets;

/// The last step before JSON leaves the program: makes one line of it that does nothing to a terminal, a pager or a
/// `grep`, whatever a client has put into it, without changing its meaning.
///
/// It works on finished JSON text. That is sound because every character it touches can stand only inside a JSON
/// string, where an escape of four hexadecimal digits means the same character.
public final class SafeJson {
    private static final String HEX = "0123456789abcdef";

    /// What operators grep for. A client that writes these words into its user agent must not appear in the result.
    private static final String[] BEFORE_SPACE = {"WebSocket", "WebSocket", "Exiting"};

    private static final String[] AFTER_SPACE = {"disconnect", "connection", "message handling loop"};

    private SafeJson() {}

    /// @param json without line breaks outside of strings, as Jackson writes it
    /// @param trusted up to this index the greppable phrases are ours and stay
    public static byte[] utf8(CharSequence json, int trusted) {
        StringBuilder out = new StringBuilder(json.length() + 32);
        int length = json.length();
        for (int i = 0; i < length; i++) {
            char c = json.charAt(i);
            if (c == ' ') {
                if (i >= trusted && isInPhrase(json, i)) {
                    escape(out, c);
                } else {
                    out.append(c);
                }
            } else if (c < 0x7f) {
                out.append(c);
            } else if (Character.isHighSurrogate(c) && i + 1 < length && Character.isLowSurrogate(json.charAt(i + 1))) {
                char low = json.charAt(++i);
                if (isInvisible(Character.toCodePoint(c, low))) {
                    escape(out, c);
                    escape(out, low);
                } else {
                    out.append(c).append(low);
                }
            } else if (isInvisible(c)) {
                escape(out, c);
            } else {
                out.append(c);
            }
        }
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    /// Controls, what turns the direction of text around, line separators, and halves of characters that UTF-8 can't
    /// carry.
    private static boolean isInvisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> false;
        };
    }

    private static boolean isInPhrase(CharSequence json, int space) {
        for (int i = 0; i < BEFORE_SPACE.length; i++) {
            if (stands(json, space - BEFORE_SPACE[i].length(), BEFORE_SPACE[i])
                    && stands(json, space + 1, AFTER_SPACE[i])) {
                return true;
            }
        }
        return false;
    }

    /// In any case, for `grep -i`.
    private static boolean stands(CharSequence json, int at, String word) {
        if (at < 0 || at + word.length() > json.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (Character.toLowerCase(json.charAt(at + i)) != Character.toLowerCase(word.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static void escape(StringBuilder out, char c) {
        out.append("\\u")
                .append(HEX.charAt(c >> 12 & 15))
                .append(HEX.charAt(c >> 8 & 15))
                .append(HEX.charAt(c >> 4 & 15))
                .append(HEX.charAt(c & 15));
    }
}
