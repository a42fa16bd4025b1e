package dev.holdfast.core.credential;

/// Optional white space of HTTP: spaces and tabs, nothing else (RFC 9110 5.6.3).
final class Trimmed {
    private Trimmed() {}

    static String of(String text) {
        return of(text, 0, text.length());
    }

    /// The part from `from` to `to` without white space at its ends; each character is looked at once.
    static String of(String text, int from, int to) {
        int start = from;
        int end = to;
        while (start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    static int indexOfSpace(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isSpace(text.charAt(i))) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }
}
