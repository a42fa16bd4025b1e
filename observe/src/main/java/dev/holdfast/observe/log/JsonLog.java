package dev.holdfast.observe.log;

import dev.holdfast.core.connection.Notice;
import dev.holdfast.observe.json.EventJson;
import dev.holdfast.observe.json.JsonForm;
import dev.holdfast.observe.json.SafeJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/// One event a line, as JSON, into a file.
final class JsonLog implements EventSink {
    private static final int ENOUGH_BYTES = 64 * 1024;

    private final LogFile file;
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream(2 * ENOUGH_BYTES);

    JsonLog(LogFile file) {
        this.file = file;
    }

    @Override
    public void write(Event event) throws IOException {
        if (lines.size() >= ENOUGH_BYTES) {
            flush();
        }
        lines.writeBytes(line(event));
        lines.write('\n');
    }

    @Override
    public void flush() throws IOException {
        file.append(lines.toByteArray());
        lines.reset();
    }

    @Override
    public void close() {
        file.close();
    }

    static byte[] line(Event event) {
        try {
            String json = JsonForm.text(out -> write(out, event));
            String own = ownPhrase(event);
            return SafeJson.utf8(json, own.isEmpty() ? 0 : json.indexOf(own) + own.length());
        } catch (RuntimeException | StackOverflowError e) {
            return unwritable(event, e);
        }
    }

    private static void write(JsonGenerator out, Event event) {
        switch (event) {
            case Event.Opened(Instant at, var connection) -> EventJson.opened(out, at, connection);
            case Event.Ended(var end) -> EventJson.ended(out, end);
            case Event.Again(var again) -> EventJson.explainedAgain(out, again.at(), again.end(), again.before());
            case Event.LoopEnded(Instant at, var report) -> EventJson.loopEnded(out, at, report);
            case Event.Noticed(Instant at, var notice) -> EventJson.noticed(out, at, notice);
        }
    }

    /// The beginning of the message by which operators find this line. Only timestamp and level stand before
    /// the message, so its first occurrence is ours.
    private static String ownPhrase(Event event) {
        return switch (event) {
            case Event.Opened _ -> EventJson.OPENED;
            case Event.Ended(var end) -> end.opened() ? EventJson.DISCONNECT : EventJson.REJECTED;
            case Event.LoopEnded _ -> EventJson.LOOP_ENDED;
            case Event.Again _, Event.Noticed _ -> "";
        };
    }

    /// Notices bring objects of any class; one whose `toString` fails still leaves a line.
    private static byte[] unwritable(Event event, Throwable problem) {
        Instant at = switch (event) {
            case Event.Opened(Instant when, var _) -> when;
            case Event.Ended(var end) -> end.endedAt();
            case Event.Again(var again) -> again.at();
            case Event.LoopEnded(Instant when, var _) -> when;
            case Event.Noticed(Instant when, var _) -> when;
        };
        Notice instead = Notice.warn(
                "log-line-failed",
                "an event could not be written as JSON",
                Map.of(
                        "kind",
                        event.getClass().getSimpleName(),
                        "problem",
                        problem.getClass().getName()));
        return SafeJson.utf8(JsonForm.text(out -> EventJson.noticed(out, at, instead)), 0);
    }
}
