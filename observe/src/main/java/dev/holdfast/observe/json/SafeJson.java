package dev.holdfast.observe.json;

import java.nio.charset.StandardCharsets;

/// The last step before text leaves the program: makes one line of it that does nothing to a terminal, a pager or a
/// `grep`, whatever a client has put into it.
///
/// Of finished JSON it does not change the meaning, half characters apart: every character it touches can
/// stand only inside a JSON string, where an escape of four hexadecimal digits means the same character.
public final class SafeJson {
    private static final char REPLACEMENT = '\ufffd';
    private static final String HEX = "0123456789abcdef";

    /// What operators grep for. A client that writes these words into its user agent must not appear in the result.
    private static final String[] BEFORE_SPACE = {"WebSocket", "WebSocket", "Exiting"};

    private static final String[] AFTER_SPACE = {"disconnect", "connection", "message handling loop"};

    private SafeJson() {}

    /// @param json without line breaks outside of strings, as Jackson writes it
    /// @param trusted up to this index the greppable phrases are ours and stay
    public static byte[] utf8(CharSequence json, int trusted) {
        return escaped(json, trusted, true).getBytes(StandardCharsets.UTF_8);
    }

    /// Text that is not JSON, for a person's eyes: what would act is shown as its escape.
    public static String visible(CharSequence text) {
        return escaped(text, 0, false);
    }

    /// Almost all text is as it should be, so it is looked at, and copied only where something is found.
    private static String escaped(CharSequence text, int trusted, boolean breakPhrases) {
        String whole = text.toString();
        int length = whole.length();
        StringBuilder out = null;
        int copied = 0;
        for (int i = 0; i < length; i++) {
            char c = whole.charAt(i);
            if (c > 0x20 && c < 0x7f) {
                continue;
            }
            boolean pair =
                    Character.isHighSurrogate(c) && i + 1 < length && Character.isLowSurrogate(whole.charAt(i + 1));
            // Half a character has no UTF-8, and jq stops at a line that holds its escape.
            boolean half = !pair && Character.isSurrogate(c);
            boolean acts = c == ' '
                    ? breakPhrases && i >= trusted && isInPhrase(whole, i)
                    : isInvisible(pair ? Character.toCodePoint(c, whole.charAt(i + 1)) : c);
            int end = pair ? i + 2 : i + 1;
            if (half || acts) {
                if (out == null) {
                    out = new StringBuilder(length + 32);
                }
                out.append(whole, copied, i);
                if (half) {
                    out.append(REPLACEMENT);
                } else {
                    for (int unit = i; unit < end; unit++) {
                        escape(out, whole.charAt(unit));
                    }
                }
                copied = end;
            }
            i = end - 1;
        }
        return out == null ? whole : out.append(whole, copied, length).toString();
    }

    /// Controls, what turns the direction of text around, and line separators.
    private static boolean isInvisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
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
