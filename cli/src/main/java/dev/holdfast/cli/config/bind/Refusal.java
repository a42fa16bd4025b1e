package dev.holdfast.cli.config.bind;

import java.time.Duration;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads what a record says when it refuses a value: `leeway: found PT1H, expected PT0S to PT5M: where clocks …`.
public final class Refusal {
    private static final String EXPECTED = ", expected ";
    private static final Pattern NAMED = Pattern.compile("[a-z.-]+: found (.*)");
    private static final Pattern ISO_DURATION = Pattern.compile("\\bPT[0-9HMS.]+");

    private Refusal() {}

    /// What was found: all before the word "expected", as it follows the word "found".
    public static String found(IllegalArgumentException refusal) {
        String message = message(refusal);
        int end = message.indexOf(EXPECTED);
        String before = end < 0 ? message : message.substring(0, end);
        Matcher named = NAMED.matcher(before);
        return named.matches() ? named.group(1) : "that " + before;
    }

    /// What would be right: all behind the word "expected" where there is one, else all of it.
    public static String expected(IllegalArgumentException refusal) {
        String message = message(refusal);
        int begin = message.indexOf(EXPECTED);
        String expected = begin < 0 ? "a value that can be used" : message.substring(begin + EXPECTED.length());
        return ISO_DURATION.matcher(expected).replaceAll(iso -> DurationText.of(Duration.parse(iso.group())));
    }

    private static String message(IllegalArgumentException refusal) {
        return Objects.requireNonNullElse(refusal.getMessage(), "it can't be used");
    }
}
