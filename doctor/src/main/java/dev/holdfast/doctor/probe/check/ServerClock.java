package dev.holdfast.doctor.probe.check;

import dev.holdfast.core.cause.Phrases;
import dev.holdfast.doctor.probe.wire.AnswerHead;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/// The server's clock, as the `Date` header of an answer shows it: in whole seconds, and of whatever wrote the answer,
/// which may be a proxy.
///
/// @param ahead of ours; negative where it is behind
record ServerClock(Duration ahead) {
    /// A second is rounding and the way, and some more nobody minds.
    private static final Duration SEEN = Duration.ofSeconds(30);

    /// As much as servers forgive a token, mostly.
    private static final Duration LEEWAY = Duration.ofSeconds(60);

    /// @param at when it came
    /// @return `null` where it has no `Date`, or one of an earlier answer that a cache kept
    static @Nullable ServerClock of(AnswerHead head, Instant at) {
        String date = head.first("date");
        if (date == null || head.first("age") != null) {
            return null;
        }
        try {
            Instant theirs = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return new ServerClock(Duration.between(at, theirs));
        } catch (DateTimeException unreadable) {
            return null;
        }
    }

    /// What time it is there.
    Instant now() {
        return Instant.now().plus(ahead);
    }

    boolean differs() {
        return ahead.abs().compareTo(SEEN) > 0;
    }

    /// By more than a token's times are forgiven.
    boolean matters() {
        return ahead.abs().compareTo(LEEWAY) > 0;
    }

    /// `2 min ahead of ours`.
    String words() {
        return Phrases.time(ahead.abs()) + (ahead.isNegative() ? " behind ours" : " ahead of ours");
    }
}
