package dev.holdfast.doctor.analyze.format;

import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.LoggedEnding;
import dev.holdfast.doctor.analyze.event.LogEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// nginx's access log in the common or the combined format, also with `$request_time` behind it, without which nobody
/// knows how long a connection lasted. A line is written when a connection has ended.
final class NginxAccess extends LineReading {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("d/MMM/yyyy:HH:mm:ss Z", Locale.ROOT);

    private static final Pattern LINE = Pattern.compile(
            "^(\\S+) \\S+ .{0,200}?\\[(\\d{1,2}/[A-Za-z]{3}/\\d{4}:\\d\\d:\\d\\d:\\d\\d [-+]\\d{4})\\] \"([^\"]*)\" (\\d{3})"
                    + " (\\d+|-)(?: \"[^\"]*\" \"([^\"]*)\")?(.*)$");

    private static final Pattern REQUEST_TIME = Pattern.compile("(?:^|[ =\"])(\\d{1,9}\\.\\d{3})(?=[ \",]|$)");

    private final SeenPaths paths = new SeenPaths();

    NginxAccess(Opened source) {
        super(source);
    }

    static boolean recognises(String line) {
        return LINE.matcher(line).find();
    }

    @Override
    @Nullable
    LogEvent event(String line) {
        Matcher parts = LINE.matcher(line);
        if (!parts.find()) {
            throw new IllegalArgumentException("neither the common nor the combined format");
        }
        Instant end = OffsetDateTime.parse(parts.group(2), TIME).toInstant();
        String time = null;
        Matcher requestTime = REQUEST_TIME.matcher(parts.group(7));
        if (requestTime.find()) {
            time = requestTime.group(1);
        }
        return of(
                source().lineName(),
                parts.group(1),
                Told.Request.of(parts.group(3)),
                parts.group(6),
                end,
                Integer.parseInt(parts.group(4)),
                time == null ? null : seconds(time),
                null,
                null,
                paths);
    }

    static Duration seconds(String number) {
        return Duration.ofNanos(Math.round(Double.parseDouble(number) * 1e9));
    }

    /// @param connection nginx's number of it
    /// @param upgrade the request's header, where it is logged
    static LogEvent.@Nullable Ended of(
            String name,
            String client,
            Told.Request request,
            @Nullable String agent,
            Instant end,
            int status,
            @Nullable Duration lasted,
            @Nullable String connection,
            @Nullable String upgrade,
            SeenPaths paths) {
        boolean open = status == 101;
        if (!paths.isWebSocket(request, open, upgrade)) {
            return null;
        }
        List<Fact> ending = new ArrayList<>();
        if (open) {
            ending.add(new Fact.EndLogged("nginx", LoggedEnding.UNTOLD, null, ""));
        } else {
            LoggedEnding how = status == 499 ? LoggedEnding.CLIENT_GONE : LoggedEnding.REFUSED;
            ending.add(new Fact.EndLogged("nginx", how, status, "status " + status));
            ending.add(new Fact.HttpAnswered(status));
        }
        LogEvent.Handle handle = new LogEvent.Handle(connection, client, request.line());
        return new Told(
                        name,
                        client,
                        request,
                        agent == null || agent.equals("-") ? null : Told.cut(agent),
                        end,
                        open,
                        Duration.ZERO,
                        lasted,
                        handle)
                .ended(ending);
    }
}
