package dev.holdfast.doctor.analyze.format;

import dev.holdfast.doctor.analyze.event.LogEvent;
import dev.holdfast.doctor.analyze.event.Reading;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/// What a browser's developer tools save as HAR. It has each handshake with its status; that an open WebSocket ended it
/// does not tell. Read entry by entry, and whatever is in bodies is gone over.
final class HarReading implements Reading {
    private static final int SWITCHING = 101;
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(1 << 20)
                    .maxNestingDepth(100)
                    .build())
            .build();

    private final Opened source;
    private final Deque<LogEvent> ready = new ArrayDeque<>();
    private @Nullable JsonParser json;
    private long entries;
    private boolean ended;

    HarReading(Opened source) {
        this.source = source;
    }

    static boolean recognises(byte[] beginning) {
        String text = new String(beginning, 0, Math.min(beginning.length, 2000), StandardCharsets.UTF_8)
                .replaceAll("\\s", "");
        return text.startsWith("{\"log\":{");
    }

    /// What matters of one entry.
    private static final class Entry {
        private String url = "";
        private @Nullable Instant started;
        private int status = -1;
        private @Nullable String error;
        private boolean websocket;
        private final BrowserHeaders headers = new BrowserHeaders();
    }

    @Override
    public @Nullable LogEvent next() throws IOException {
        while (ready.isEmpty() && !ended) {
            try {
                JsonParser parser = json;
                if (parser == null) {
                    parser = JSON.createParser(ObjectReadContext.empty(), source.in());
                    json = parser;
                    if (!toEntries(parser)) {
                        ended = true;
                        break;
                    }
                }
                if (parser.nextToken() != JsonToken.START_OBJECT) {
                    ended = true;
                    break;
                }
                entries++;
                tell(entry(parser));
            } catch (JacksonException | DateTimeException e) {
                source.lines().flawed("entry " + entries + ": " + e.getMessage());
                ended = true;
            }
        }
        return ready.pollFirst();
    }

    private static boolean toEntries(JsonParser parser) {
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
            if (token == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (name.equals("entries") && value == JsonToken.START_ARRAY) {
                    return true;
                }
                if (!name.equals("log")) {
                    parser.skipChildren();
                }
            }
        }
        return false;
    }

    private static Entry entry(JsonParser parser) {
        Entry entry = new Entry();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (name) {
                case "startedDateTime" ->
                    entry.started = OffsetDateTime.parse(parser.getString()).toInstant();
                case "_resourceType" -> entry.websocket |= parser.getString().equals("websocket");
                case "request" -> message(parser, value, entry, true);
                case "response" -> message(parser, value, entry, false);
                default -> parser.skipChildren();
            }
        }
        return entry;
    }

    private static void message(JsonParser parser, JsonToken value, Entry entry, boolean request) {
        if (value != JsonToken.START_OBJECT) {
            return;
        }
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken token = parser.nextToken();
            switch (name) {
                case "url" -> entry.url = Told.cut(parser.getString());
                case "status" -> entry.status = parser.getIntValue();
                // Chrome's developer tools, and Playwright.
                case "_error", "_failureText" ->
                    entry.error = token == JsonToken.VALUE_STRING ? Told.cut(parser.getString()) : null;
                case "headers" -> entry.headers.read(parser, token, request);
                default -> parser.skipChildren();
            }
        }
    }

    private void tell(Entry entry) {
        boolean websocket = entry.websocket || entry.url.startsWith("ws:") || entry.url.startsWith("wss:");
        Instant started = entry.started;
        if (!websocket || started == null) {
            return;
        }
        BrowserRequest request = new BrowserRequest("the browser", "entry " + entries, entry.url, started);
        entry.headers.into(request);
        if (entry.status == SWITCHING) {
            request.opened(started);
        } else if (entry.status > 0) {
            request.refused("Unexpected response code: " + entry.status);
            request.over(0, started);
        } else if (entry.error != null && entry.error.startsWith("Error during WebSocket handshake")) {
            request.refused(entry.error);
            request.over(0, started);
        } else {
            request.failed(entry.error == null ? "" : entry.error, started);
        }
        request.tell(ready);
    }
}
