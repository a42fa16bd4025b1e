package dev.holdfast.core.close;

import java.nio.charset.StandardCharsets;

/// Cuts close reasons to what a frame can carry: 125 bytes of control payload less two for the code (RFC 6455 5.5.1).
public final class CloseReason {
    public static final int MAX_BYTES = 123;

    private CloseReason() {}

    /// The longest beginning of `text` that is at most [#MAX_BYTES] bytes of valid UTF-8. Counts bytes, not characters,
    /// never splits a code point, and turns an unpaired surrogate (which UTF-8 can't carry) into a question mark.
    public static String cut(String text) {
        if (text.length() * 3 <= MAX_BYTES && noSurrogates(text)) {
            return text;
        }
        String clean = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        int bytes = 0;
        int end = 0;
        while (end < clean.length()) {
            int codePoint = clean.codePointAt(end);
            bytes += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
            if (bytes > MAX_BYTES) {
                break;
            }
            end += Character.charCount(codePoint);
        }
        return clean.substring(0, end);
    }

    private static boolean noSurrogates(String text) {
        return text.chars().noneMatch(c -> Character.isSurrogate((char) c));
    }
}
