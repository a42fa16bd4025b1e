package dev.holdfast.doctor.analyze.format;

import dev.holdfast.core.connection.ConnectionInfo;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.LoggedEnding;
import dev.holdfast.doctor.analyze.event.LogEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What uvicorn logs, alone or under gunicorn. It says that a connection was closed and not which one; and by itself it
/// writes no times, so that all of it is of one moment, the file's last change.
final class UvicornLog extends LineReading {
    private static final Pattern PREFIX = Pattern.compile(
            "^(?:(\\d{4}-\\d\\d-\\d\\d[ T]\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d+)?(?:Z|[-+]\\d\\d:?\\d\\d)?)\\W+)?"
                    + "(?:\\[(\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d [-+]\\d{4})\\] \\[\\d+\\] )?"
                    + "\\[?(INFO|WARNING|ERROR|CRITICAL|DEBUG)\\]?:?\\s+(.*)$");

    private static final Pattern WEBSOCKET = Pattern.compile(
            "^\\(?'?([0-9a-fA-F.:]+?)'?(?:, |:)(\\d+)\\)? - \"WebSocket ([^\"]*)\" (\\[accepted\\]|\\d{3})");

    private static final Pattern HTTP = Pattern.compile("^\\S+ - \"[A-Z]+ [^\"]* HTTP/[0-9.]+\" \\d{3}");
    private static final DateTimeFormatter OF_GUNICORN =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss Z", Locale.ROOT);

    private final Instant changed;
    private int open;
    private boolean failed;
    private @Nullable Instant lastTime;

    UvicornLog(Opened source) {
        super(source);
        changed = changed(source.source().path());
    }

    private static Instant changed(@Nullable Path path) {
        try {
            return path == null
                    ? Instant.now()
                    : Files.getLastModifiedTime(path).toInstant();
        } catch (IOException _) {
            return Instant.now();
        }
    }

    static boolean recognises(String line) {
        Matcher parts = PREFIX.matcher(line);
        return parts.find()
                && (WEBSOCKET.matcher(parts.group(4)).find()
                        || HTTP.matcher(parts.group(4)).find()
                        || parts.group(4).startsWith("connection ")
                        || parts.group(4).startsWith("Started server process")
                        || parts.group(4).startsWith("Uvicorn running"));
    }

    @Override
    @Nullable
    LogEvent event(String line) {
        Matcher parts = PREFIX.matcher(line);
        if (!parts.find()) {
            // A line of a stack trace, or what the application itself printed.
            return null;
        }
        time(parts);
        String words = parts.group(4);
        Matcher handshake = WEBSOCKET.matcher(words);
        if (handshake.find()) {
            return handshake(handshake);
        }
        return switch (words.strip()) {
            case "connection closed" -> closed();
            case "Shutting down" -> notice("INFO", "drain-started", words);
            case String other -> {
                if (other.startsWith("connection failed")) {
                    failed = true;
                }
                yield noticeOf(parts.group(3), other);
            }
        };
    }

    private @Nullable LogEvent noticeOf(String level, String words) {
        if (words.startsWith("Started server process")) {
            return notice("INFO", "server-started", words);
        }
        return level.equals("ERROR") || level.equals("CRITICAL") ? notice("ERROR", "application-error", words) : null;
    }

    private LogEvent.Noticed notice(String level, String event, String words) {
        return new LogEvent.Noticed(now(), level, event, "uvicorn: " + Told.cut(words), null);
    }

    private LogEvent handshake(Matcher parts) {
        String client = parts.group(1) + ":" + parts.group(2);
        String path = parts.group(3);
        int query = path.indexOf('?');
        Told.Request request = new Told.Request("GET", Told.cut(query < 0 ? path : path.substring(0, query)), path);
        if (parts.group(4).equals("[accepted]")) {
            open++;
            return new LogEvent.Opened(
                    now(),
                    ConnectionInfo.accepted(source().lineName(), client, now())
                            .requested(request.path(), null, null, null));
        }
        int status = Integer.parseInt(parts.group(4));
        return told(client, request, false)
                .ended(List.of(
                        new Fact.EndLogged("uvicorn", LoggedEnding.REFUSED, status, "status " + status),
                        new Fact.HttpAnswered(status)));
    }

    /// One of those that are open, nobody knows which.
    private @Nullable LogEvent closed() {
        if (failed || open == 0) {
            failed = false;
            return null;
        }
        open--;
        return told("?", new Told.Request("GET", "?", ""), true)
                .ended(List.of(new Fact.EndLogged("uvicorn", LoggedEnding.UNTOLD, null, "connection closed")));
    }

    private Told told(String client, Told.Request request, boolean opened) {
        return new Told(source().lineName(), client, request, null, now(), opened, Duration.ZERO, null, null);
    }

    private Instant now() {
        Instant time = lastTime;
        return time == null ? changed : time;
    }

    private void time(Matcher parts) {
        String own = parts.group(1);
        String ofGunicorn = parts.group(2);
        if (ofGunicorn != null) {
            lastTime = OffsetDateTime.parse(ofGunicorn, OF_GUNICORN).toInstant();
        } else if (own != null) {
            String iso = own.replace(' ', 'T').replace(',', '.');
            lastTime = iso.length() > 23 || iso.endsWith("Z")
                    ? OffsetDateTime.parse(iso).toInstant()
                    : LocalDateTime.parse(iso).atZone(source().zone()).toInstant();
        }
    }
}
