package dev.holdfast.observe.log;

import dev.holdfast.core.cause.Explanation;
import dev.holdfast.core.cause.Phrases;
import dev.holdfast.core.connection.ConnectionInfo;
import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.core.connection.Notice;
import dev.holdfast.observe.ends.ExplainedAgain;
import dev.holdfast.observe.json.EventJson;
import dev.holdfast.observe.json.SafeJson;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The log as a developer wants to see it: one line an event, and below an end that nobody expected what it
/// was and what to do. The final line of a message loop is not repeated here; the end beside it says the
/// same.
final class ConsoleLog implements EventSink {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");
    private static final String INDENT = " ".repeat(13);
    private static final int MOST_CHARACTERS = 400;

    private static final int ENOUGH_CHARACTERS = 16 * 1024;

    private final ConsoleOptions options;
    private final StringBuilder lines = new StringBuilder();
    private boolean gone;

    ConsoleLog(ConsoleOptions options) {
        this.options = options;
    }

    @Override
    public void write(Event event) throws IOException {
        if (gone) {
            throw new ConsoleGoneException();
        }
        if (lines.length() >= ENOUGH_CHARACTERS) {
            flush();
        }
        String text = text(event);
        if (!text.isEmpty()) {
            lines.append(text).append(System.lineSeparator());
        }
    }

    @Override
    public void flush() throws IOException {
        show();
        if (gone) {
            // Nobody reads any more, and a stream keeps its error: there is nothing to try again.
            throw new ConsoleGoneException();
        }
    }

    /// All lines that wait in one piece, because each piece is a system call.
    private void show() {
        if (!lines.isEmpty()) {
            options.out().print(lines);
            lines.setLength(0);
        }
        gone = options.out().checkError();
    }

    @Override
    public void close() {
        show();
    }

    String text(Event event) {
        return switch (event) {
            case Event.Opened(Instant at, ConnectionInfo connection) ->
                line(at, Notice.Level.INFO, "opened  ", connection.connectionId() + " " + who(connection));
            case Event.Ended(EndRecord end) -> ended(end);
            case Event.Again(ExplainedAgain again) -> again(again);
            case Event.LoopEnded _ -> "";
            case Event.Noticed(Instant at, Notice notice) -> noticed(at, notice);
        };
    }

    private String ended(EndRecord end) {
        Explanation why = end.explanation();
        Notice.Level level = EventJson.level(end);
        String what = end.opened()
                ? end.info().connectionId() + " " + why.cause().id() + " after " + Phrases.time(end.duration())
                        + ", code " + end.exchange().reportedCode() + ", "
                        + Phrases.count(end.counters().messagesReceived(), "message") + " in, "
                        + end.counters().messagesSent() + " out"
                : end.info().connectionId() + " " + why.cause().id() + " " + who(end.info());
        String first = line(end.endedAt(), level, end.opened() ? "ended   " : "rejected", what);
        return why.expected()
                ? first
                : first
                        + below(
                                "why",
                                why.summary() + " (" + why.confidence() + ", by "
                                        + why.initiator().word() + ")")
                        + below("fix", why.fix())
                        + below("see", why.doc());
    }

    private String again(ExplainedAgain again) {
        Explanation why = again.end().explanation();
        return line(
                        again.at(),
                        Notice.Level.INFO,
                        "again   ",
                        again.end().info().connectionId() + " was "
                                + again.before().cause().id() + ", now "
                                + why.cause().id())
                + below(
                        "why",
                        why.summary() + " (" + why.confidence() + ", by "
                                + why.initiator().word() + ")")
                + below("fix", why.fix())
                + below("see", why.doc());
    }

    /// What has an explanation is shown as an end is; all its fields are in the JSON log.
    private String noticed(Instant at, Notice notice) {
        if (notice.fields().get("explanation") instanceof Map<?, ?> why) {
            return line(
                            at,
                            notice.level(),
                            "notice  ",
                            notice.message() + " (" + notice.fields().get("subject") + ")")
                    + below("why", String.valueOf(why.get("summary")))
                    + below("fix", String.valueOf(why.get("fix")))
                    + below("see", String.valueOf(why.get("doc")));
        }
        ConnectionInfo about = notice.about();
        String fields = new TreeMap<>(notice.fields())
                .entrySet().stream().map(ConsoleLog::field).collect(Collectors.joining(", "));
        Throwable thrown = notice.thrown();
        return line(
                        at,
                        notice.level(),
                        "notice  ",
                        (about == null ? "" : about.connectionId() + " ")
                                + notice.message()
                                + (fields.isEmpty() ? "" : " (" + fields + ")"))
                + (thrown == null ? "" : below("thrown", thrown.toString()));
    }

    private static String field(Map.Entry<String, Object> field) {
        return field.getKey() + " " + field.getValue();
    }

    private static String who(ConnectionInfo connection) {
        return known("user", connection.userId()) + known("by", connection.authMethod())
                + known("path", connection.path()) + known("subprotocol", connection.subprotocol()) + "from "
                + connection.remoteAddress();
    }

    private static String known(String name, @Nullable String value) {
        return value == null ? "" : name + " " + value + ", ";
    }

    private String line(Instant at, Notice.Level level, String kind, String text) {
        String shown = TIME.format(at.atZone(options.zone())) + " " + String.format("%-5s", level) + " " + kind + " "
                + safe(text);
        return options.colour() ? colour(level) + shown + "\u001b[0m" : shown;
    }

    private static String colour(Notice.Level level) {
        return switch (level) {
            case INFO -> "\u001b[0m";
            case WARN -> "\u001b[33m";
            case ERROR -> "\u001b[31m";
        };
    }

    private static String below(String label, String text) {
        return System.lineSeparator() + INDENT + String.format("%-6s ", label) + safe(text);
    }

    private static String safe(String text) {
        String cut = text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS) + "…";
        return SafeJson.visible(cut);
    }

    private static final class ConsoleGoneException extends IOException {
        private static final long serialVersionUID = 1L;

        ConsoleGoneException() {
            super("nobody reads it any more");
        }
    }
}
