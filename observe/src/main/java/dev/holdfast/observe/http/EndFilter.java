package dev.holdfast.observe.http;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.connection.ConnectionInfo;
import dev.holdfast.core.connection.EndRecord;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Which ends somebody wants to see, as the query says it.
final class EndFilter {
    static final String[] PARAMETERS = {
        "cause", "user", "address", "path", "confidence", "expected", "opened", "since", "until"
    };

    private EndFilter() {}

    /// All conditions together.
    static Predicate<EndRecord> of(Query query) throws Query.Unusable {
        Predicate<EndRecord> all = _ -> true;
        Cause cause = cause(query.text("cause"));
        if (cause != null) {
            all = all.and(end -> end.explanation().cause() == cause);
        }
        Confidence confidence = confidence(query.text("confidence"));
        if (confidence != null) {
            all = all.and(end -> end.explanation().confidence() == confidence);
        }
        Boolean expected = query.truth("expected");
        if (expected != null) {
            all = all.and(end -> end.explanation().expected() == expected);
        }
        Boolean opened = query.truth("opened");
        if (opened != null) {
            all = all.and(end -> end.opened() == opened);
        }
        String user = query.text("user");
        if (user != null) {
            all = all.and(end -> user.equals(end.info().userId()));
        }
        String address = query.text("address");
        if (address != null) {
            all = all.and(end -> isFrom(end.info(), address));
        }
        String path = query.text("path");
        if (path != null) {
            all = all.and(end -> path.equals(end.info().path()));
        }
        Instant since = moment(query, "since");
        if (since != null) {
            all = all.and(end -> !end.endedAt().isBefore(since));
        }
        Instant until = moment(query, "until");
        if (until != null) {
            all = all.and(end -> end.endedAt().isBefore(until));
        }
        return all;
    }

    /// With its port or without.
    private static boolean isFrom(ConnectionInfo info, String address) {
        return info.remoteAddress().equals(address) || info.remoteAddress().startsWith(address + ":");
    }

    private static @Nullable Cause cause(@Nullable String id) throws Query.Unusable {
        if (id == null) {
            return null;
        }
        Cause cause = Cause.byId(id).orElse(null);
        if (cause == null) {
            throw new Query.Unusable("found the cause \"" + id + "\", expected one of spec/causes.json");
        }
        return cause;
    }

    private static @Nullable Confidence confidence(@Nullable String word) throws Query.Unusable {
        if (word == null) {
            return null;
        }
        try {
            return Confidence.valueOf(word.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException none) {
            throw new Query.Unusable(
                    "confidence: found \"" + word + "\", expected "
                            + Arrays.stream(Confidence.values()).map(Enum::name).collect(Collectors.joining(", ")),
                    none);
        }
    }

    private static @Nullable Instant moment(Query query, String name) throws Query.Unusable {
        String text = query.text(name);
        if (text == null) {
            return null;
        }
        try {
            return Instant.parse(text);
        } catch (DateTimeException noMoment) {
            throw new Query.Unusable(
                    name + ": found \"" + text + "\", expected a moment like 2026-11-27T12:00:00Z", noMoment);
        }
    }
}
