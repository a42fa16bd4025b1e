package dev.holdfast.core.close;

import java.nio.charset.StandardCharsets;

/// Cuts close reasons to what a frame can carry: 125 bytes of control payload less two for the code (RFC 6455 5.5.1).
public final class CloseReason {
    public static final int MAX_BYTES = 123;

    private CloseReason() {}

    /// The longest beginning of `text` that is at most [#MAX_BYTES] bytes of valid UTF-8. Counts bytes, not characters,
    /// never splits a code point, and turns an unpaired surrogate (which UTF-8 can't carry) into a question mark.
    public static String cut(String text) {
        // A code point is at least one byte, so what lies further in can't be part of the answer: a text of megabytes
        // costs no more than a short one. The cut may split a pair, whose half is replaced and then cut off as well.
        String beginning = text.length() <= MAX_BYTES ? text : text.substring(0, MAX_BYTES + 1);
        byte[] bytes = beginning.getBytes(StandardCharsets.UTF_8);
        int end = Math.min(bytes.length, MAX_BYTES);
        while (end < bytes.length && continuesCodePoint(bytes[end])) {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }

    /// RFC 3629 3: every octet of a character but its first is 10xxxxxx.
    private static boolean continuesCodePoint(byte octet) {
        return (octet & 0xC0) == 0x80;
    }
}
