package dev.holdfast.core.incident;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Explanation;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.close.CloseExchange;
import dev.holdfast.core.close.CloseFrame;
import dev.holdfast.core.evidence.AuthProblem;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.Timeline;
import java.time.Instant;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One short life of a client, or one refused handshake, as far as a loop is recognised by it. Small, because
/// many are kept.
///
/// @param closeCode that went over the wire first, whoever sent it; 0 for none
/// @param tokenExpired the second in which the token had expired that was refused for it; 0 for none
/// @param replaced whether it ended right after another one of its client had opened
/// @param saysReplaced whether the close frame's reason speaks of that
/// @param proxied whether boxes in between were seen, so that an address is theirs
/// @param stayed how many connections of its client had opened by then and not ended soon; of a client that may
/// be several
/// @param place what tells a client's tabs and devices apart: the tab's id where there is one, else address
/// and browser
record Round(
        long startedNanos,
        long endedNanos,
        boolean opened,
        boolean fromPage,
        boolean expected,
        Cause cause,
        Confidence confidence,
        Initiator initiator,
        int closeCode,
        long tokenExpired,
        int place,
        boolean replaced,
        boolean saysReplaced,
        boolean proxied,
        long stayed) {
    private static final Pattern REPLACED =
            Pattern.compile("(?i).*(replac|duplicate|supersed|kick|elsewhere|taken? ?over|conflict|already connected"
                    + "|(another|other|new|newer) (session|connection|tab|device|client|login|window)).*");

    static Round of(EndView view, boolean replaced, long stayed) {
        Timeline timeline = view.end().timeline();
        Explanation explanation = view.end().explanation();
        return new Round(
                view.startedNanos(),
                view.endedNanos(),
                view.end().opened(),
                view.end().info().origin() != null,
                explanation.expected(),
                explanation.cause(),
                explanation.confidence(),
                explanation.initiator(),
                code(view),
                tokenExpired(timeline),
                timeline.first(Fact.Hello.class)
                        .map(Fact.Hello::tab)
                        .map(String::hashCode)
                        .orElseGet(() ->
                                Objects.hash(view.host(), view.end().info().userAgent())),
                replaced,
                saysReplaced(frame(view)),
                !view.hops().isEmpty(),
                stayed);
    }

    private static boolean saysReplaced(@Nullable CloseFrame frame) {
        return frame != null && REPLACED.matcher(frame.reason()).matches();
    }

    private static int code(EndView view) {
        CloseFrame frame = frame(view);
        return frame == null || frame.code() == null ? 0 : frame.code().value();
    }

    private static @Nullable CloseFrame frame(EndView view) {
        return view.end().exchange().order() == CloseExchange.Order.SENT_FIRST
                ? view.end().exchange().sent()
                : view.end().exchange().received();
    }

    /// To about a second: a token's expiry is a whole one, and the fact is recorded a little after the
    /// judgement.
    private static long tokenExpired(Timeline timeline) {
        for (Timeline.Entry entry : timeline.entries()) {
            if (entry.fact() instanceof Decision.AuthRefused(AuthProblem.Expired expired)) {
                Instant at = timeline.start().plusNanos(entry.atNanos()).minus(expired.by());
                return at.plusMillis(500).getEpochSecond();
            }
        }
        return 0;
    }
}
