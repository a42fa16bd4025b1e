package dev.holdfast.cli.command;

import dev.holdfast.cli.node.StartFailure;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A moment as people give it: in full, as a day, or as a time ago.
final class MomentText {
    private static final Pattern AGO = Pattern.compile("(\\d{1,6})(s|m|h|d)");

    private MomentText() {}

    /// @param clock its zone is that of a day or time without one
    static @Nullable Instant read(String option, @Nullable String text, Clock clock) throws StartFailure {
        if (text == null) {
            return null;
        }
        Matcher ago = AGO.matcher(text);
        if (ago.matches()) {
            return clock.instant().minus(unit(ago.group(2)).multipliedBy(Long.parseLong(ago.group(1))));
        }
        List<Function<String, Instant>> forms = List.of(
                whole -> OffsetDateTime.parse(whole).toInstant(),
                local -> LocalDateTime.parse(local.replace(' ', 'T'))
                        .atZone(clock.getZone())
                        .toInstant(),
                day -> LocalDate.parse(day).atStartOfDay(clock.getZone()).toInstant());
        for (Function<String, Instant> form : forms) {
            try {
                return form.apply(text);
            } catch (DateTimeException _) {
                // Another form, then.
            }
        }
        throw new StartFailure(
                option + ": found " + text + ", expected a moment like 2026-11-23T10:00:00Z, 2026-11-23 or 90m", null);
    }

    private static Duration unit(String letter) {
        return switch (letter) {
            case "s" -> Duration.ofSeconds(1);
            case "m" -> Duration.ofMinutes(1);
            case "h" -> Duration.ofHours(1);
            default -> Duration.ofDays(1);
        };
    }
}
