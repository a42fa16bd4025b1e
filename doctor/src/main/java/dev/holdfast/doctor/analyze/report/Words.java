package dev.holdfast.doctor.analyze.report;

import dev.holdfast.core.cause.Phrases;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/// Numbers, shares and moments in words.
final class Words {
    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("d MMM yyyy HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter DAY_AND_TIME = DateTimeFormatter.ofPattern("d MMM HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    private Words() {}

    /// `12,345`.
    static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /// `12 %`, `0.3 %`, `under 0.1 %`.
    static String share(long part, long whole) {
        if (whole == 0 || part == 0) {
            return "0 %";
        }
        double percent = 100.0 * part / whole;
        if (percent < 0.1) {
            return "under 0.1 %";
        }
        return percent < 10 && part != whole
                ? String.format(Locale.ROOT, "%.1f %%", percent)
                : Math.round(percent) + " %";
    }

    /// `12.3 MB`.
    static String size(long bytes) {
        if (bytes < 10_000) {
            return number(bytes) + " bytes";
        }
        double size = bytes / 1e3;
        for (String unit : new String[] {"kB", "MB", "GB"}) {
            if (size < 1000) {
                return String.format(Locale.ROOT, size < 10 ? "%.1f %s" : "%.0f %s", size, unit);
            }
            size /= 1000;
        }
        return String.format(Locale.ROOT, "%.1f TB", size);
    }

    static String moment(Instant at, ZoneId zone) {
        return MOMENT.format(at.atZone(zone));
    }

    /// As much as is needed beside the beginning of the period.
    static String within(Instant at, Instant from, Instant to, ZoneId zone) {
        boolean oneDay = from.atZone(zone).toLocalDate().equals(to.atZone(zone).toLocalDate());
        return (oneDay ? TIME : DAY_AND_TIME).format(at.atZone(zone));
    }

    static String time(Duration duration) {
        return duration.isZero() ? "0 s" : Phrases.time(duration);
    }

    /// `12 an hour`, `3 a minute`, `40 a second`: in the unit in which `greatest` is a number that people can imagine.
    static String rate(double perHour, double greatest) {
        if (perHour == 0) {
            return "none";
        }
        if (greatest < 120) {
            return oneDecimal(perHour) + " an hour";
        }
        return greatest < 7200 ? oneDecimal(perHour / 60) + " a minute" : oneDecimal(perHour / 3600) + " a second";
    }

    private static String oneDecimal(double number) {
        if (number < 0.05) {
            return "under 0.1";
        }
        String text = String.format(Locale.ROOT, "%.1f", number);
        return number >= 10 ? number(Math.round(number)) : text.endsWith(".0") ? text.substring(0, 1) : text;
    }

    /// The same to the millisecond, for a story.
    static String exact(Instant at, ZoneId zone) {
        return DateTimeFormatter.ofPattern("d MMM yyyy HH:mm:ss.SSS", Locale.ROOT)
                .format(at.truncatedTo(ChronoUnit.MILLIS).atZone(zone));
    }
}
