package dev.holdfast.observe.json;

import dev.holdfast.core.connection.ConnectionInfo;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.Timeline;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Reads lines of the log, as [EventJson] writes them, at several hundred megabytes a second: only what
/// explains an end is read, the rest is gone over. A line that looks unusual is read by Jackson, which says
/// what is wrong with it. Not thread-safe.
public final class LogLineReader {
    private static final byte[] BEGIN = bytes("{\"timestamp\":");
    private static final byte[] LEVEL = bytes(",\"level\":");
    private static final byte[] MESSAGE = bytes(",\"message\":");
    private static final byte[] EVENT = bytes(",\"event\":");
    private static final byte[] CAUSE = bytes("{\"cause\":");
    private static final byte[] CONFIDENCE = bytes(",\"confidence\":");
    private static final byte[] START = bytes("{\"start\":");
    private static final byte[] OMITTED = bytes(",\"omitted\":");
    private static final byte[] FACTS = bytes(",\"facts\":[");
    private static final byte[] AT_MS = bytes("{\"at_ms\":");
    private static final byte[] FACT = bytes(",\"fact\":");
    private static final byte[] LEG = bytes(",\"leg\":");

    private static final WordTable<RecordReader> FACT_READERS = new WordTable<>(RecordReader.byName(Fact.class));

    private enum Kind {
        OPENED,
        ENDED,
        LOOP_ENDED
    }

    private static final WordTable<Kind> KINDS = new WordTable<>(Map.of(
            "connection-opened", Kind.OPENED,
            "connection-ended", Kind.ENDED,
            "connection-rejected", Kind.ENDED,
            "end-explained-again", Kind.ENDED,
            "loop-ended", Kind.LOOP_ENDED));

    private enum Field {
        CONNECTION_ID,
        USER_ID,
        REMOTE_ADDRESS,
        PATH,
        AUTH_METHOD,
        SUBPROTOCOL,
        ORIGIN,
        USER_AGENT,
        ATTEMPT,
        ACCEPTED_AT,
        OPENED,
        EXPLANATION,
        TIMELINE,
        EXPLAINED_BEFORE
    }

    private static final WordTable<Field> FIELDS = new WordTable<>(Map.ofEntries(
            Map.entry("connection_id", Field.CONNECTION_ID),
            Map.entry("user_id", Field.USER_ID),
            Map.entry("remote_address", Field.REMOTE_ADDRESS),
            Map.entry("path", Field.PATH),
            Map.entry("auth_method", Field.AUTH_METHOD),
            Map.entry("subprotocol", Field.SUBPROTOCOL),
            Map.entry("origin", Field.ORIGIN),
            Map.entry("user_agent", Field.USER_AGENT),
            Map.entry("attempt", Field.ATTEMPT),
            Map.entry("accepted_at", Field.ACCEPTED_AT),
            Map.entry("opened", Field.OPENED),
            Map.entry("explanation", Field.EXPLANATION),
            Map.entry("timeline", Field.TIMELINE),
            Map.entry("explained_before", Field.EXPLAINED_BEFORE)));

    private final JsonCursor json = new JsonCursor();
    private final List<Timeline.Entry> entries = new ArrayList<>(16);

    /// Says what is wrong with a line.
    public static final class MalformedLineException extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedLineException(String what) {
            super(what, null, false, false);
        }
    }

    /// @param from the line's first byte
    /// @param to behind its last byte, the line feed not included
    /// @throws MalformedLineException where it is no line of our log
    public LogLine read(byte[] line, int from, int to) throws MalformedLineException {
        try {
            return quick(line, from, to);
        } catch (RuntimeException _) {
            // Odd, or a value that its type refuses; either way the other reader knows what to say.
            return byJackson(line, from, to);
        }
    }

    /// @throws RuntimeException where the line looks unusual
    LogLine quick(byte[] line, int from, int to) {
        json.begin(line, from, to);
        take(BEGIN);
        Instant at = json.instant();
        take(LEVEL);
        json.findString();
        int level = json.from;
        int levelEnd = json.to;
        take(MESSAGE);
        int message = json.at;
        json.findString();
        take(EVENT);
        json.findString();
        Kind kind = KINDS.find(json.bytes, json.from, json.to);
        return switch (kind) {
            case null -> {
                String event = text(json.from, json.to);
                json.at = message;
                yield new LogLine.Noticed(at, text(level, levelEnd), json.string(), event);
            }
            case LOOP_ENDED -> new LogLine.LoopEnded(at);
            case OPENED, ENDED -> connection(at, kind);
        };
    }

    private String text(int from, int to) {
        return new String(json.bytes, from, to - from, StandardCharsets.UTF_8);
    }

    private LogLine connection(Instant at, Kind kind) {
        String connectionId = null;
        String userId = null;
        String remoteAddress = null;
        String path = null;
        String authMethod = null;
        String subprotocol = null;
        String origin = null;
        String userAgent = null;
        String attempt = null;
        Instant acceptedAt = null;
        boolean opened = false;
        String cause = null;
        String confidence = null;
        String causeBefore = null;
        Timeline timeline = null;
        while (json.take(',')) {
            json.findString();
            Field field = FIELDS.find(json.bytes, json.from, json.to);
            json.need(':');
            switch (field) {
                case null -> json.skip();
                case CONNECTION_ID -> connectionId = json.string();
                case USER_ID -> userId = json.stringOrNull();
                case REMOTE_ADDRESS -> remoteAddress = json.string();
                case PATH -> path = json.stringOrNull();
                case AUTH_METHOD -> authMethod = json.stringOrNull();
                case SUBPROTOCOL -> subprotocol = json.stringOrNull();
                case ORIGIN -> origin = json.stringOrNull();
                case USER_AGENT -> userAgent = json.stringOrNull();
                case ATTEMPT -> attempt = json.stringOrNull();
                case ACCEPTED_AT -> acceptedAt = json.instant();
                case OPENED -> opened = json.truth();
                case EXPLANATION -> {
                    take(CAUSE);
                    cause = json.string();
                    take(CONFIDENCE);
                    confidence = json.string();
                    skipFields();
                }
                case TIMELINE -> timeline = timeline();
                case EXPLAINED_BEFORE -> {
                    take(CAUSE);
                    causeBefore = json.string();
                    skipFields();
                }
            }
        }
        json.need('}');
        if (!json.atEnd() || connectionId == null || remoteAddress == null || acceptedAt == null) {
            throw JsonCursor.odd();
        }
        ConnectionInfo info = new ConnectionInfo(
                connectionId,
                userId,
                remoteAddress,
                path,
                authMethod,
                subprotocol,
                origin,
                userAgent,
                attempt,
                acceptedAt,
                null);
        if (kind == Kind.OPENED) {
            return new LogLine.Opened(at, info);
        }
        if (timeline == null || cause == null || confidence == null) {
            throw JsonCursor.odd();
        }
        return new LogLine.Ended(at, info, opened, timeline, cause, confidence, causeBefore);
    }

    /// Goes behind the fields of an object that are left, and its brace.
    private void skipFields() {
        while (json.take(',')) {
            json.findString();
            json.need(':');
            json.skip();
        }
        json.need('}');
    }

    private Timeline timeline() {
        take(START);
        Instant start = json.instant();
        take(OMITTED);
        int omitted = json.smallInteger();
        take(FACTS);
        entries.clear();
        if (!json.take(']')) {
            do {
                entries.add(entry());
            } while (json.take(','));
            json.need(']');
        }
        json.need('}');
        return new Timeline(start, entries, omitted);
    }

    private Timeline.Entry entry() {
        take(AT_MS);
        long at = json.millis();
        take(FACT);
        RecordReader fact = FACT_READERS.read(json);
        if (json.take(LEG)) {
            json.findString(); // the leg follows from the fact
        }
        return new Timeline.Entry(at, (Fact) fact.rest(json, false));
    }

    private void take(byte[] expected) {
        if (!json.take(expected)) {
            throw JsonCursor.odd();
        }
    }

    private static LogLine byJackson(byte[] line, int from, int to) throws MalformedLineException {
        JsonNode tree;
        try {
            tree = JsonForm.tree(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line, from, to - from))
                    .toString());
        } catch (CharacterCodingException _) {
            throw new MalformedLineException("not UTF-8");
        } catch (JacksonException e) {
            throw new MalformedLineException("not JSON: " + e.getOriginalMessage());
        }
        try {
            return meant(tree);
        } catch (JacksonException e) {
            throw new MalformedLineException(e.getOriginalMessage());
        } catch (RuntimeException e) {
            throw new MalformedLineException(String.valueOf(e.getMessage()));
        }
    }

    private static LogLine meant(JsonNode tree) throws MalformedLineException {
        JsonNode event = tree.get("event");
        JsonNode timestamp = tree.get("timestamp");
        if (event == null || timestamp == null) {
            throw new MalformedLineException("JSON, and no line of this log: it has no `event` or no `timestamp`");
        }
        Instant at = Instant.parse(timestamp.asString());
        return switch (event.asString()) {
            case "connection-opened" -> new LogLine.Opened(at, JsonForm.connection(tree));
            case "connection-ended", "connection-rejected", "end-explained-again" -> {
                JsonNode before = tree.path("explained_before").get("cause");
                yield new LogLine.Ended(
                        at,
                        JsonForm.connection(tree),
                        tree.path("opened").booleanValue(),
                        JsonForm.timeline(tree.path("timeline")),
                        tree.path("explanation").path("cause").asString(),
                        tree.path("explanation").path("confidence").asString(),
                        before == null ? null : before.asString());
            }
            case "loop-ended" -> new LogLine.LoopEnded(at);
            case String other ->
                new LogLine.Noticed(
                        at,
                        tree.path("level").asString(""),
                        tree.path("message").asString(""),
                        other);
        };
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
