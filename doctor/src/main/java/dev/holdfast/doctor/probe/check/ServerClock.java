package dev.holdfast.doctor.probe.check;

import dev.holdfast.doctor.probe.wire.AnswerHead;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The server's clock, as its `Date` headers show it. They have whole seconds.
///
/// @param ahead of ours; negative where it is behind
record ServerClock(Duration ahead) {
    /// @return `null` where no answer had a `Date`
    static @Nullable ServerClock of(List<AnswerHead> seen, Instant now) {
        // The newest is the nearest to now.
        for (AnswerHead head : seen.reversed()) {
            String date = head.first("date");
            if (date != null) {
                try {
                    Instant theirs = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant();
                    return new ServerClock(Duration.between(now, theirs));
                } catch (DateTimeException unreadable) {
                    // An older answer may have a better one.
                }
            }
        }
        return null;
    }
}
