package dev.holdfast.doctor.analyze.format;

import dev.holdfast.core.connection.ConnectionInfo;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.Timeline;
import dev.holdfast.doctor.analyze.event.LogEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A connection as the log of a proxy or server tells it, on its way to a timeline of facts.
///
/// @param name by which people find it in the log
/// @param client its address, with its port where that is known
/// @param userAgent absent where the log does not tell
/// @param open whether the handshake was answered with 101
/// @param openedAfter from its beginning to the 101
/// @param lasted from its beginning to its end; `null` where the log does not tell
/// @param handle by which another log may tell more
record Told(
        String name,
        String client,
        Request request,
        @Nullable String userAgent,
        Instant end,
        boolean open,
        Duration openedAfter,
        @Nullable Duration lasted,
        LogEvent.@Nullable Handle handle) {
    private static final int MOST_CHARACTERS = 1024;

    /// Paths that are a WebSocket's by their name. An access log does not say of what kind a refused request was.
    private static final Pattern USUAL =
            Pattern.compile("(?i)(^|/)(ws|wss|websockets?|socket|sockets|socket\\.io|sockjs|cable|live|realtime)(/|$)");

    /// A request line.
    record Request(String method, String path, String line) {
        /// @throws IllegalArgumentException where it has no path
        static Request of(String line) {
            int first = line.indexOf(' ');
            int last = line.lastIndexOf(' ');
            if (first <= 0) {
                return new Request("?", cut(line), line);
            }
            String target = line.substring(first + 1, last > first ? last : line.length());
            int query = target.indexOf('?');
            return new Request(
                    cut(line.substring(0, first)), cut(query < 0 ? target : target.substring(0, query)), line);
        }

        boolean looksLikeWebSocket() {
            return USUAL.matcher(path).find();
        }
    }

    static String cut(String text) {
        return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS) + "…";
    }

    /// @param ending what the log tells of the end, in order
    LogEvent.Ended ended(List<Fact> ending) {
        Duration whole = lasted == null ? Duration.ZERO : lasted;
        Instant start = end.minus(whole);
        long last = whole.toNanos();
        List<Timeline.Entry> entries = new ArrayList<>();
        entries.add(new Timeline.Entry(0, new Fact.Accepted(client)));
        entries.add(new Timeline.Entry(
                0,
                new Fact.HandshakeReceived(
                        request.method(), request.path(), null, null, userAgent, List.of(), Set.of(), List.of())));
        if (open) {
            entries.add(new Timeline.Entry(Math.min(openedAfter.toNanos(), last), new Fact.Upgraded(null)));
        }
        ending.forEach(fact -> entries.add(new Timeline.Entry(last, fact)));
        ConnectionInfo info =
                ConnectionInfo.accepted(name, client, start).requested(request.path(), null, userAgent, null);
        return new LogEvent.Ended(
                end, info, open, new Timeline(start, entries, 0), null, false, lasted != null, handle);
    }
}
