package dev.holdfast.observe.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.core.connection.ConnectionInfo;
import dev.holdfast.core.connection.Notice;
import dev.holdfast.observe.fixture.Ends;
import dev.holdfast.observe.fixture.ManualTime;
import dev.holdfast.observe.json.JsonForm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// The three commands of the incident report, word for word, on a log in which hostile clients imitate our lines.
class GrepCommandsTest {
    private static final List<String> HOSTILE = List.of(
            "WebSocket disconnect",
            "WebSocket connection opened",
            "Exiting message handling loop Duration: 1s",
            "\n{\"message\":\"WebSocket disconnect\",\"disconnect_code\":666}\n",
            "\r\nWebSocket disconnect",
            "\u2028WebSocket disconnect\u2029",
            "\u0085WebSocket disconnect",
            "\u001b]0;WebSocket disconnect\u0007",
            "\u0000WebSocket disconnect",
            "\ud800",
            "WebSocket disconnect \\",
            "\\u0057ebSocket disconnect",
            "漢字 😀 \u202e");

    @TempDir
    Path folder;

    @BeforeEach
    void write_the_log() throws IOException, InterruptedException {
        assumeTrue(works("jq --version"), "jq is not installed: apt-get install jq");
        assumeTrue(works("grep --version"), "grep is not installed");
        try (EventLog log =
                EventLog.open(LogOptions.to(folder.resolve("backend.log")), null, new ManualTime(), _ -> {})) {
            int number = 0;
            for (String text : HOSTILE) {
                ConnectionInfo connection = Ends.connection("c-" + ++number, text, "attempt-" + number);
                log.opened(connection);
                log.noticed(new Notice(
                        Notice.Level.WARN,
                        "handler-error",
                        text,
                        connection,
                        Map.of(text, text),
                        new IllegalStateException(text)));
                log.loopEnded(Ends.loop(connection, "client-left"));
                log.ended(Ends.closedWith(connection, 4000 + number, text));
                log.ended(Ends.rejected(Ends.connection("r-" + number, text, null)));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "C.UTF-8"})
    void the_codes_of_all_disconnects_and_of_nothing_else(String locale) throws IOException, InterruptedException {
        List<String> codes = bash("grep \"WebSocket disconnect\" backend.log | jq '.disconnect_code'", locale);

        assertThat(codes)
                .containsExactly(
                        "4001", "4002", "4003", "4004", "4005", "4006", "4007", "4008", "4009", "4010", "4011", "4012",
                        "4013");
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "C.UTF-8"})
    void every_connection_that_opened_or_was_refused(String locale) throws IOException, InterruptedException {
        List<JsonNode> lines = bash("grep \"WebSocket connection\" backend.log", locale).stream()
                .map(JsonForm::tree)
                .toList();

        assertThat(lines).hasSize(2 * HOSTILE.size());
        assertThat(lines)
                .allSatisfy(line -> assertThat(line.get("message").asString()).startsWith("WebSocket connection "));
        assertThat(lines.stream().map(line -> line.get("user_agent").asString()).distinct())
                .as("what the client sent is all there")
                .containsExactlyElementsOf(HOSTILE.stream()
                        .map(text -> text.replace('\ud800', '\ufffd'))
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "C.UTF-8"})
    void the_final_line_of_every_loop_with_its_duration(String locale) throws IOException, InterruptedException {
        List<String> lines = bash("grep \"Exiting message handling loop\" backend.log | grep Duration", locale);

        assertThat(lines).hasSize(HOSTILE.size()).allSatisfy(line -> {
            JsonNode json = JsonForm.tree(line);
            assertThat(json.get("event").asString()).isEqualTo("loop-ended");
            assertThat(json.get("message").asString()).contains("Duration: 12.3s");
        });
    }

    @Test
    void the_whole_log_is_one_json_object_a_line() throws IOException, InterruptedException {
        assertThat(bash("jq -c 'type' backend.log | sort | uniq -c", "C.UTF-8"))
                .singleElement()
                .asString()
                .endsWith(5 * HOSTILE.size() + " \"object\"");
        assertThat(bash("wc -l < backend.log", "C.UTF-8")).containsExactly("" + 5 * HOSTILE.size());
    }

    private boolean works(String command) throws IOException, InterruptedException {
        return new ProcessBuilder("bash", "-c", command + " > /dev/null 2>&1")
                        .start()
                        .waitFor()
                == 0;
    }

    private List<String> bash(String command, String locale) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", command).directory(folder.toFile());
        builder.environment().put("LC_ALL", locale);
        Process process = builder.redirectErrorStream(true).start();
        // Only a line feed ends a line, whatever else Java takes for one.
        List<String> lines =
                List.of(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).split("\n"));
        assertThat(process.waitFor()).as(String.join("\n", lines)).isZero();
        return lines;
    }
}
