package dev.holdfast.doctor.analyze.format;

import dev.holdfast.core.connection.ConnectionInfo;
import dev.holdfast.core.credential.SubprotocolEntry;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.LoggedEnding;
import dev.holdfast.core.evidence.Timeline;
import dev.holdfast.doctor.analyze.event.LogEvent;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A WebSocket as a browser's own log tells it.
final class BrowserRequest {
    private static final Pattern RESPONSE_CODE = Pattern.compile("Unexpected response code: (\\d{3})");

    /// The request became a WebSocket; no error, in spite of its number.
    private static final int BECAME_WEBSOCKET = -173;

    private static final int CONNECTION_REFUSED = -102;
    private static final int CLOSE = 8;

    private final String browser;
    private final String name;
    private final String path;
    private final String server;
    private final Instant start;
    private @Nullable String userAgent;
    private @Nullable String origin;
    private List<String> offered = List.of();
    private @Nullable String selected;
    private @Nullable Instant openedAt;
    private @Nullable String refusal;
    private Fact.@Nullable EndLogged end;
    private Instant endedAt;
    private boolean openingTold;
    private boolean told;

    /// @param name by which people find it in the log
    BrowserRequest(String browser, String name, String url, Instant start) {
        this.browser = browser;
        this.name = name;
        this.start = start;
        this.endedAt = start;
        URI address = address(url);
        String raw = address.getRawPath();
        path = raw == null || raw.isEmpty() ? "/" : Told.cut(raw);
        server = address.getRawAuthority() == null ? "?" : Told.cut(address.getRawAuthority());
    }

    private static URI address(String url) {
        int query = url.indexOf('?');
        try {
            return URI.create(query < 0 ? url : url.substring(0, query));
        } catch (IllegalArgumentException _) {
            return URI.create("ws://unreadable/");
        }
    }

    void header(boolean sent, String header, String value) {
        if (sent && header.equalsIgnoreCase("user-agent")) {
            userAgent = Told.cut(value);
        } else if (sent && header.equalsIgnoreCase("origin")) {
            origin = Told.cut(value);
        } else if (header.equalsIgnoreCase("sec-websocket-protocol")) {
            List<String> entries = Stream.of(value.split(",", -1))
                    .map(String::strip)
                    .limit(20)
                    .map(SubprotocolEntry::redact)
                    .toList();
            if (sent) {
                offered = entries;
            } else {
                selected = entries.getFirst();
            }
        }
    }

    void opened(Instant at) {
        if (openedAt == null) {
            openedAt = at;
        }
    }

    /// The browser says why it does not go on.
    void refused(String message) {
        refusal = Told.cut(message);
    }

    void frame(boolean sent, int opcode, Instant at) {
        if (opcode == CLOSE && end == null) {
            end = new Fact.EndLogged(browser, sent ? LoggedEnding.CLIENT_CLOSED : LoggedEnding.SERVER_CLOSED, null, "");
            endedAt = at;
        }
    }

    /// The request is over, which of one that became a WebSocket says nothing.
    void over(int error, Instant at) {
        if (error == BECAME_WEBSOCKET || end != null) {
            return;
        }
        String message = refusal;
        endedAt = at;
        if (message == null) {
            boolean certificate = error <= -200 && error > -300;
            String words = error == CONNECTION_REFUSED ? "ERR_CONNECTION_REFUSED" : "net error " + error;
            end = new Fact.EndLogged(
                    browser, certificate ? LoggedEnding.UNTRUSTED : LoggedEnding.UNREACHED, null, words);
            return;
        }
        Matcher code = RESPONSE_CODE.matcher(message);
        end = code.find()
                ? new Fact.EndLogged(browser, LoggedEnding.ANSWERED, Integer.valueOf(code.group(1)), message)
                : new Fact.EndLogged(browser, LoggedEnding.REPLY_REFUSED, null, message);
        openedAt = null;
    }

    /// There was no connection.
    ///
    /// @param words of the browser, such as `net::ERR_CONNECTION_REFUSED`
    void failed(String words, Instant at) {
        endedAt = at;
        end = new Fact.EndLogged(
                browser, words.contains("ERR_CERT_") ? LoggedEnding.UNTRUSTED : LoggedEnding.UNREACHED, null, words);
    }

    boolean told() {
        return told;
    }

    /// Tells what is new.
    void tell(Deque<LogEvent> ready) {
        Instant opened = openedAt;
        Fact.EndLogged last = end;
        if (last != null && !told) {
            tellOpening(ready, opened);
            told = true;
            ready.add(ended(last, opened));
        } else if (last == null && opened != null && !refusing()) {
            tellOpening(ready, opened);
        }
    }

    private boolean refusing() {
        return refusal != null;
    }

    private void tellOpening(Deque<LogEvent> ready, @Nullable Instant opened) {
        if (opened != null && !openingTold) {
            openingTold = true;
            ready.add(new LogEvent.Opened(opened, info()));
        }
    }

    private LogEvent.Ended ended(Fact.EndLogged last, @Nullable Instant opened) {
        List<Timeline.Entry> entries = new ArrayList<>();
        entries.add(new Timeline.Entry(0, new Fact.Accepted("this browser")));
        entries.add(new Timeline.Entry(
                0, new Fact.HandshakeReceived("GET", path, server, origin, userAgent, offered, Set.of(), List.of())));
        if (opened != null) {
            entries.add(new Timeline.Entry(nanos(opened), new Fact.Upgraded(selected)));
        }
        entries.add(new Timeline.Entry(nanos(endedAt), last));
        if (last.status() != null) {
            entries.add(new Timeline.Entry(nanos(endedAt), new Fact.HttpAnswered(last.status())));
        }
        return new LogEvent.Ended(
                endedAt, info(), opened != null, new Timeline(start, entries, 0), null, false, true, null);
    }

    private long nanos(Instant at) {
        return Math.max(0, Duration.between(start, at).toNanos());
    }

    private ConnectionInfo info() {
        return ConnectionInfo.accepted(name, "this browser", start)
                .requested(path, origin, userAgent, null)
                .upgraded(selected);
    }
}
