package dev.holdfast.doctor.analyze.format;

import dev.holdfast.doctor.analyze.event.LogEvent;
import dev.holdfast.observe.json.JsonForm;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Chromium's own log of its network (`--log-net-log=FILE`, chrome://net-export): one JSON document with one event a
/// line. Of a WebSocket it has the handshake, what the browser thought of it, and the heads of frames, so who
/// closed first but not with which code. Bounded: 20,000 requests at a time.
final class NetLog extends LineReading {
    private static final byte[] BEGINNING = "{\"constants\":".getBytes(StandardCharsets.US_ASCII);
    private static final int REQUESTS = 20_000;

    private final Map<Integer, String> types = new HashMap<>();
    private final LinkedHashMap<Long, BrowserRequest> requests = new LinkedHashMap<>();
    private final Deque<LogEvent> ready = new ArrayDeque<>();
    private long tickOffset;

    NetLog(Opened source) {
        super(source);
    }

    static boolean recognises(byte[] beginning) {
        for (int i = 0; i < BEGINNING.length; i++) {
            if (i >= beginning.length || beginning[i] != BEGINNING[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    @Nullable
    LogEvent event(String line) {
        if (line.startsWith("{\"constants\":")) {
            constants(tree(trimmed(line) + "}"));
        } else if (line.startsWith("{")) {
            JsonNode event = tree(trimmed(line));
            String type = types.get(event.path("type").asInt(-1));
            if (type != null) {
                event(type, event);
            }
        }
        return ready.pollFirst();
    }

    /// Without what joins it to the next.
    private static String trimmed(String line) {
        String whole = line.strip();
        if (whole.endsWith(",")) {
            return whole.substring(0, whole.length() - 1);
        }
        return whole.endsWith("]}") && !whole.startsWith("{\"constants\"")
                ? whole.substring(0, whole.length() - 2)
                : whole;
    }

    private static JsonNode tree(String json) {
        try {
            return JsonForm.tree(json);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("no event of a NetLog", e);
        }
    }

    private void constants(JsonNode document) {
        JsonNode constants = document.path("constants");
        constants
                .path("logEventTypes")
                .properties()
                .forEach(each -> types.put(each.getValue().asInt(), each.getKey()));
        tickOffset = constants.path("timeTickOffset").asLong(0);
    }

    private void event(String type, JsonNode event) {
        long id = event.path("source").path("id").asLong(-1);
        Instant at = Instant.ofEpochMilli(tickOffset + event.path("time").asLong(0));
        JsonNode params = event.path("params");
        boolean begin = event.path("phase").asInt(0) == 1;
        if (type.equals("REQUEST_ALIVE") && begin) {
            String url = params.path("url").asString("");
            if (url.startsWith("ws:") || url.startsWith("wss:")) {
                requests.put(id, new BrowserRequest("Chromium", source().lineName(), url, at));
                if (requests.size() > REQUESTS) {
                    requests.pollFirstEntry();
                }
            }
            return;
        }
        BrowserRequest request = requests.get(id);
        if (request == null) {
            return;
        }
        switch (type) {
            case "HTTP_TRANSACTION_SEND_REQUEST_HEADERS" -> headers(params, request, true, at);
            case "HTTP_TRANSACTION_READ_RESPONSE_HEADERS" -> headers(params, request, false, at);
            case "WEBSOCKET_UPGRADE_FAILURE" ->
                request.refused(params.path("message").asString(""));
            case "WEBSOCKET_SENT_FRAME_HEADER" ->
                request.frame(true, params.path("opcode").asInt(0), at);
            case "WEBSOCKET_RECV_FRAME_HEADER" ->
                request.frame(false, params.path("opcode").asInt(0), at);
            case "REQUEST_ALIVE" -> request.over(params.path("net_error").asInt(0), at);
            default -> {}
        }
        request.tell(ready);
        if (request.told()) {
            requests.remove(id);
        }
    }

    private static void headers(JsonNode params, BrowserRequest request, boolean sent, Instant at) {
        for (JsonNode header : params.path("headers")) {
            String line = header.asString("");
            int colon = line.indexOf(':');
            if (colon > 0) {
                request.header(
                        sent,
                        line.substring(0, colon),
                        line.substring(colon + 1).strip());
            } else if (!sent && line.contains(" 101")) {
                request.opened(at);
            }
        }
    }
}
