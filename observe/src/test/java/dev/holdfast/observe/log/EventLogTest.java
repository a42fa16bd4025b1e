package dev.holdfast.observe.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.core.connection.Notice;
import dev.holdfast.observe.fixture.Ends;
import dev.holdfast.observe.fixture.ManualTime;
import dev.holdfast.observe.json.JsonForm;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// Real files; what was offered before `close()` is in them afterwards.
class EventLogTest {
    @TempDir
    Path folder;

    private final ManualTime time = new ManualTime();
    private final List<String> complaints = new ArrayList<>();

    private EventLog open() throws LogUnavailableException {
        return EventLog.open(LogOptions.to(folder.resolve("backend.log")), null, time, complaints::add);
    }

    private List<JsonNode> lines() throws IOException {
        return Files.readAllLines(folder.resolve("backend.log")).stream()
                .map(JsonForm::tree)
                .toList();
    }

    @Test
    void a_connection_leaves_three_lines_with_their_fields_at_the_top() throws IOException {
        var connection = Ends.connection("c-1");
        try (EventLog log = open()) {
            log.opened(connection);
            log.loopEnded(Ends.loop(connection, "client-left"));
            log.ended(Ends.left(connection, Duration.ofMillis(12_300)));
        }

        List<JsonNode> lines = lines();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0).propertyNames())
                .containsExactly(
                        "timestamp",
                        "level",
                        "message",
                        "event",
                        "connection_id",
                        "user_id",
                        "remote_address",
                        "path",
                        "auth_method",
                        "subprotocol",
                        "origin",
                        "user_agent",
                        "attempt",
                        "accepted_at");
        assertThat(lines.get(0).get("message").asString()).isEqualTo("WebSocket connection opened");
        assertThat(lines.get(0).get("event").asString()).isEqualTo("connection-opened");
        assertThat(lines.get(0).get("level").asString()).isEqualTo("INFO");
        assertThat(lines.get(0).get("timestamp").asString()).isEqualTo("2026-11-23T10:00:00Z");

        assertThat(lines.get(1).get("message").asString())
                .isEqualTo("Exiting message handling loop: client-left. Duration: 12.3s, iterations 43, messages 42,"
                        + " errors 1");
        assertThat(lines.get(1).get("duration_seconds").isNumber()).isTrue();
        assertThat(lines.get(1).get("handler_seconds_total").decimalValue()).isEqualByComparingTo("0.12");
        assertThat(lines.get(1).get("handler_seconds_slowest").decimalValue()).isEqualByComparingTo("0.03");
        assertThat(lines.get(1).get("iterations").intValue()).isEqualTo(43);
        assertThat(lines.get(1).get("state").asString()).isEqualTo("closing");

        JsonNode end = lines.get(2);
        assertThat(end.get("message").asString()).isEqualTo("WebSocket disconnect");
        assertThat(end.get("level").asString()).isEqualTo("INFO");
        assertThat(end.get("disconnect_code").isNumber()).isTrue();
        assertThat(end.get("disconnect_code").intValue()).isEqualTo(1001);
        assertThat(end.get("disconnect_reason").asString()).isEmpty();
        assertThat(end.get("close_received").toString()).isEqualTo("{\"code\":1001,\"reason\":\"\"}");
        assertThat(end.get("close_sent").toString()).isEqualTo("{\"code\":1001,\"reason\":\"\"}");
        assertThat(end.get("transport_end").asString()).isEqualTo("local");
        assertThat(end.get("duration_seconds").decimalValue()).isEqualByComparingTo("12.3");
        assertThat(end.get("messages_received").intValue()).isEqualTo(42);
        assertThat(end.get("messages_sent").intValue()).isEqualTo(40);
        assertThat(end.get("bytes_received").intValue()).isEqualTo(5000);
        assertThat(end.get("bytes_sent").intValue()).isEqualTo(4000);
        assertThat(end.get("errors").intValue()).isEqualTo(1);
        assertThat(end.get("explanation").get("cause").asString()).isEqualTo("client-left");
        assertThat(end.get("timeline").get("facts").size()).isEqualTo(8);
        assertThat(complaints).isEmpty();
    }

    @Test
    void a_refused_handshake_is_a_line_of_its_own_kind() throws IOException {
        EndRecord rejected = Ends.rejected(Ends.connection("c-1"));
        try (EventLog log = open()) {
            log.ended(rejected);
        }

        JsonNode line = lines().getFirst();
        assertThat(line.get("message").asString()).isEqualTo("WebSocket connection rejected");
        assertThat(line.get("event").asString()).isEqualTo("connection-rejected");
        assertThat(line.get("disconnect_code").intValue()).isEqualTo(1006);
        assertThat(line.get("close_received").isNull()).isTrue();
        assertThat(line.get("explanation").get("cause").asString()).isEqualTo("token-expired");
        assertThat(JsonForm.end(line)).isEqualTo(rejected);
    }

    @Test
    void the_level_says_whether_somebody_should_look() throws IOException {
        try (EventLog log = open()) {
            log.ended(Ends.left(Ends.connection("c-1"), Duration.ofSeconds(1)));
            log.ended(Ends.lost(Ends.connection("c-2")));
            log.ended(Ends.fault(Ends.connection("c-3")));
        }

        assertThat(lines()).extracting(line -> line.get("level").asString()).containsExactly("INFO", "WARN", "ERROR");
    }

    @Test
    void a_notice_brings_its_fields_to_the_top_and_never_doubles_a_name() throws IOException {
        try (EventLog log = open()) {
            log.noticed(new Notice(
                    Notice.Level.ERROR,
                    "handler-error",
                    "the handler failed on a message",
                    Ends.connection("c-9"),
                    Map.of(
                            "error_id",
                            "e-7",
                            "backoff",
                            Duration.ofMillis(1500),
                            "consecutive",
                            3,
                            "level",
                            "mine",
                            "many",
                            List.of(1, "two"),
                            "odd",
                            new Object() {
                                @Override
                                public String toString() {
                                    return "odd\nthing";
                                }
                            }),
                    new IllegalStateException("boom\nbang")));
        }

        JsonNode line = lines().getFirst();
        assertThat(line.get("event").asString()).isEqualTo("handler-error");
        assertThat(line.get("connection_id").asString()).isEqualTo("c-9");
        assertThat(line.get("error_id").asString()).isEqualTo("e-7");
        assertThat(line.get("backoff_seconds").decimalValue()).isEqualByComparingTo("1.5");
        assertThat(line.get("consecutive").isNumber()).isTrue();
        assertThat(line.get("level").asString()).isEqualTo("ERROR");
        assertThat(line.get("level_").asString()).isEqualTo("mine");
        assertThat(line.get("many").toString()).isEqualTo("[1,\"two\"]");
        assertThat(line.get("odd").asString()).isEqualTo("odd\nthing");
        assertThat(line.get("exception").asString()).isEqualTo("java.lang.IllegalStateException");
        assertThat(line.get("stack_trace").asString()).contains("boom\nbang", "EventLogTest");
    }

    @Test
    void a_value_that_can_not_be_shown_still_leaves_a_line() throws IOException {
        try (EventLog log = open()) {
            log.noticed(Notice.info("test", "odd", Map.of("odd", new Object() {
                @Override
                public String toString() {
                    throw new IllegalStateException("no");
                }
            })));
        }

        assertThat(lines().getFirst().get("event").asString()).isEqualTo("log-line-failed");
    }

    @Test
    void what_a_library_logs_stands_in_the_same_log() throws IOException {
        try (EventLog log = open()) {
            LoggerFactory.getLogger("some.library").warn("found {} odd things", 3, new IOException("odd"));
            LoggerFactory.getLogger("some.library").debug("nothing to see");
        }
        LoggerFactory.getLogger("some.library").warn("too late");

        // Other libraries of this process (Netty, the HTTP server) may have something to say at the same time.
        List<JsonNode> ofTheLibrary = lines().stream()
                .filter(line -> line.path("logger").asString("").equals("some.library"))
                .toList();
        assertThat(ofTheLibrary).singleElement().satisfies(line -> {
            assertThat(line.get("event").asString()).isEqualTo("program-log");
            assertThat(line.get("message").asString()).isEqualTo("found 3 odd things");
            assertThat(line.get("level").asString()).isEqualTo("WARN");
            assertThat(line.get("exception").asString()).isEqualTo("java.io.IOException");
        });
    }

    @Test
    void of_a_flood_of_bad_handshakes_a_sample_is_logged_and_every_end_of_an_open_connection() throws IOException {
        EventLog log = open();
        IntStream.range(0, 5000).forEach(i -> log.ended(Ends.rejected(Ends.connection("r-" + i))));
        IntStream.range(0, 200).forEach(i -> log.ended(Ends.lost(Ends.connection("c-" + i))));
        log.close();

        List<String> events =
                lines().stream().map(line -> line.get("event").asString()).toList();
        assertThat(events.stream().filter("connection-rejected"::equals)).hasSize(100);
        assertThat(events.stream().filter("connection-ended"::equals)).hasSize(200);
        JsonNode summary = lines().stream()
                .filter(line -> line.get("event").asString().equals("rejections-suppressed"))
                .findFirst()
                .orElseThrow();
        assertThat(summary.get("suppressed").intValue()).isEqualTo(4900);
        assertThat(log.suppressedRejections()).isEqualTo(4900);
    }

    @Test
    void the_last_line_of_a_killed_run_is_kept_in_a_line_of_its_own() throws IOException {
        Files.writeString(
                folder.resolve("backend.log"), "{\"timestamp\":\"2026\",\"message\":\"WebSocket disconnect\",\"x\":");
        open().close();

        JsonNode line = lines().getFirst();
        assertThat(line.get("event").asString()).isEqualTo("log-line-torn");
        assertThat(line.get("cut_line").asString()).startsWith("{\"timestamp\":\"2026\"");
        assertThat(folder.resolve("backend.log")).content().doesNotContain("WebSocket disconnect");
    }

    @Test
    void the_console_shows_why_and_what_to_do_below_an_incident() throws IOException {
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        ConsoleOptions console =
                new ConsoleOptions(new PrintStream(shown, true, StandardCharsets.UTF_8), false, ZoneOffset.UTC);
        try (EventLog log =
                EventLog.open(LogOptions.to(folder.resolve("backend.log")), console, time, complaints::add)) {
            log.noticed(Notice.warn(
                    "incident-opened",
                    "WebSocket incident opened: cut-off",
                    Map.of(
                            "subject",
                            "path /ws",
                            "explanation",
                            Map.of("summary", "It was cut.", "fix", "Ping.", "doc", "docs/causes/a.md"))));
        }
        assertThat(shown.toString(StandardCharsets.UTF_8).lines())
                .satisfiesExactly(
                        line -> assertThat(line).endsWith("notice   WebSocket incident opened: cut-off (path /ws)"),
                        line -> assertThat(line).endsWith("why    It was cut."),
                        line -> assertThat(line).endsWith("fix    Ping."),
                        line -> assertThat(line).endsWith("see    docs/causes/a.md"));
    }

    @Test
    void the_console_shows_why_and_what_to_do_below_an_unexpected_end() throws IOException {
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        ConsoleOptions console =
                new ConsoleOptions(new PrintStream(shown, true, StandardCharsets.UTF_8), false, ZoneOffset.ofHours(1));
        try (EventLog log =
                EventLog.open(LogOptions.to(folder.resolve("backend.log")), console, time, complaints::add)) {
            var connection = Ends.connection("c-1", "evil\u001b[2Jagent", null);
            log.opened(connection);
            log.loopEnded(Ends.loop(connection, "client-left"));
            log.ended(Ends.left(connection, Duration.ofSeconds(12)));
            log.ended(Ends.lost(Ends.connection("c-2")));
            log.ended(Ends.closedWith(Ends.connection("c-3"), 4000, "\u001b[31mred\n"));
        }

        List<String> lines = shown.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines.get(0))
                .isEqualTo("11:00:00.000 INFO  opened   c-1 user alice, by header, path /ws, subprotocol jwt-auth,"
                        + " from 127.0.0.1:50312");
        assertThat(lines.get(1))
                .isEqualTo("11:00:12.000 INFO  ended    c-1 client-left after 12 s, code 1001, 42 messages in, 40 out");
        assertThat(lines.get(2)).startsWith("11:01:01.000 WARN  ended    c-2 unexplained after 61 s, code 1006");
        assertThat(lines.get(3))
                .startsWith("             why    The connection was lost")
                .contains("(NONE, by unknown)");
        assertThat(lines.get(4)).startsWith("             fix    Collect what is listed as missing");
        assertThat(lines.get(5)).isEqualTo("             see    docs/causes/unexplained.md");
        assertThat(lines.get(6)).contains("c-3");
        assertThat(shown.toString(StandardCharsets.UTF_8)).doesNotContain("\u001b");
    }

    @Test
    void colours_are_for_terminals() throws IOException {
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        ConsoleOptions console =
                new ConsoleOptions(new PrintStream(shown, true, StandardCharsets.UTF_8), true, ZoneOffset.UTC);
        try (EventLog log =
                EventLog.open(LogOptions.to(folder.resolve("backend.log")), console, time, complaints::add)) {
            log.ended(Ends.lost(Ends.connection("c-2")));
        }

        assertThat(shown.toString(StandardCharsets.UTF_8)).startsWith("\u001b[33m10:01:01.000 WARN  ended");
    }
}
