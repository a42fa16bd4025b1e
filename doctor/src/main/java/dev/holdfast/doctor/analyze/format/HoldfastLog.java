package dev.holdfast.doctor.analyze.format;

import dev.holdfast.doctor.analyze.event.LogEvent;
import dev.holdfast.doctor.analyze.event.Reading;
import dev.holdfast.doctor.analyze.source.Lines;
import dev.holdfast.observe.json.JsonForm;
import dev.holdfast.observe.json.LogLine;
import dev.holdfast.observe.json.LogLineReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// Our own log, with the facts of every end.
final class HoldfastLog implements Reading {
    private final Lines lines;
    private final LogLineReader reader = new LogLineReader();
    private final byte @Nullable [] wanted;

    HoldfastLog(Opened source) {
        this.lines = source.lines();
        String connection = source.connection();
        this.wanted = connection == null || connection.isEmpty() ? null : connection.getBytes(StandardCharsets.UTF_8);
    }

    /// Whether a line looks like one of it.
    static boolean recognises(String line) {
        return line.startsWith("{\"timestamp\":\"") && line.contains(",\"level\":\"") && line.contains(",\"event\":\"");
    }

    @Override
    public @Nullable LogEvent next() throws IOException {
        while (lines.next()) {
            try {
                LogEvent event = event(reader.read(lines.bytes(), lines.from(), lines.to()));
                if (event != null) {
                    return event;
                }
            } catch (LogLineReader.MalformedLineException e) {
                lines.flawed(String.valueOf(e.getMessage()));
            }
        }
        return null;
    }

    private @Nullable LogEvent event(LogLine line) {
        return switch (line) {
            case LogLine.Opened(var at, var info) -> new LogEvent.Opened(at, info);
            case LogLine.Ended ended ->
                new LogEvent.Ended(
                        ended.at(),
                        ended.info(),
                        ended.opened(),
                        ended.timeline(),
                        new LogEvent.Recorded(ended.cause(), ended.confidence()),
                        ended.again(),
                        true,
                        null);
            case LogLine.LoopEnded _ -> null;
            case LogLine.Noticed(var at, String level, String message, String event) ->
                new LogEvent.Noticed(at, level, event, message, about());
        };
    }

    /// The connection that this line is about.
    private @Nullable String about() {
        if (wanted == null || !lines.contains(wanted)) {
            return null;
        }
        try {
            return JsonForm.tree(lines.text()).path("connection_id").asString(null);
        } catch (JacksonException _) {
            return null;
        }
    }
}
