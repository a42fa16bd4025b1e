package dev.holdfast.observe.json;

import java.io.PrintWriter;
import java.io.StringWriter;

/// A stack trace as one bounded text.
final class StackText {
    private static final int MOST_CHARACTERS = 16 * 1024;

    private StackText() {}

    static String of(Throwable thrown) {
        StringWriter text = new StringWriter();
        try (PrintWriter lines = new PrintWriter(text)) {
            thrown.printStackTrace(lines);
        }
        return ShownText.of(text.toString(), MOST_CHARACTERS);
    }
}
