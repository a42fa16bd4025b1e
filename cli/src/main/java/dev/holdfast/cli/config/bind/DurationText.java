package dev.holdfast.cli.config.bind;

import dev.holdfast.cli.config.bind.Format.BadText;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Durations: `500ms`, `25s`, `2m`, `1h`, `7d`. A bare number is refused, because nobody can tell what it counts.
public final class DurationText {
    private static final Pattern SHAPE = Pattern.compile("(\\d{1,12})\\s?([a-zA-Z]*)");
    /// Nanoseconds in a long end after 292 years.
    private static final Duration LONGEST = Duration.ofDays(100_000);
    private static final Map<String, Duration> UNITS = new LinkedHashMap<>();

    static {
        UNITS.put("d", Duration.ofDays(1));
        UNITS.put("h", Duration.ofHours(1));
        UNITS.put("m", Duration.ofMinutes(1));
        UNITS.put("s", Duration.ofSeconds(1));
        UNITS.put("ms", Duration.ofMillis(1));
    }

    static final Format<Duration> FORMAT = new Format<>(
            "a whole number with its unit (ms, s, m, h or d), like 25s or 500ms", DurationText::read, DurationText::of);

    private DurationText() {}

    /// In the largest unit that leaves no rest.
    public static String of(Duration duration) {
        if (duration.isZero()) {
            return "0s";
        }
        for (Map.Entry<String, Duration> unit : UNITS.entrySet()) {
            if (duration.toNanos() % unit.getValue().toNanos() == 0) {
                return duration.dividedBy(unit.getValue()) + unit.getKey();
            }
        }
        return duration.toString();
    }

    private static Duration read(String text) throws BadText {
        Matcher shape = SHAPE.matcher(text);
        if (!shape.matches()) {
            throw new BadText(FORMAT.expected());
        }
        if (shape.group(2).isEmpty()) {
            throw new BadText("a unit behind the number: " + text + "s for seconds, " + text + "ms for milliseconds");
        }
        Duration unit = UNITS.get(shape.group(2).toLowerCase(Locale.ROOT));
        if (unit == null) {
            throw new BadText(FORMAT.expected());
        }
        try {
            Duration duration = unit.multipliedBy(Long.parseLong(shape.group(1)));
            if (duration.compareTo(LONGEST) <= 0) {
                return duration;
            }
        } catch (ArithmeticException _) {
            // Longer still.
        }
        throw new BadText("at most " + of(LONGEST));
    }
}
