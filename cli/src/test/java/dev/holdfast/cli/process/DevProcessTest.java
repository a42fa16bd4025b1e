package dev.holdfast.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "signals are sent by kill")
class DevProcessTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path directory;

    @Test
    void it_says_that_it_is_ready_echoes_explains_and_stops_in_order() throws Exception {
        try (Program program = Program.dev(directory)) {
            Program.Ready ready = program.ready();
            assertThat(ready.ws().getPath()).isEqualTo("/ws");
            assertThat(ready.log()).isEqualTo("backend.log");
            assertThat(program.get(ready.http(), "/health/ready").statusCode()).isEqualTo(200);

            try (Client client = new Client(ready.ws())) {
                assertThat(client.send("grüße").next()).isEqualTo("grüße");
                assertThat(client.send("{\"a\": [1, 2]}").next()).isEqualTo("{\"a\": [1, 2]}");
                assertThat(client.send(new byte[] {0, 1, -1}).next()).isEqualTo("[0, 1, -1]");

                program.signal("TERM");
                assertThat(client.closeCode()).isEqualTo(1012);
            }

            assertThat(program.exitStatus()).isZero();
            assertThat(program.restOfOutput()).isEmpty();
            assertThat(program.err())
                    .contains("whoever connects without a token is let in as a temporary user dev-temp-");
            List<JsonNode> log = program.log().lines().map(JSON::readTree).toList();
            assertThat(log)
                    .filteredOn(line -> line.path("message").asString().startsWith("WebSocket disconnect"))
                    .singleElement()
                    .satisfies(end -> {
                        assertThat(end.path("user_id").asString()).startsWith("dev-temp-");
                        assertThat(end.at("/explanation/cause").asString()).isNotEqualTo("unexplained");
                        assertThat(end.path("disconnect_code").isNumber()).isTrue();
                    });
            assertThat(log.getLast().path("event").asString()).isEqualTo("stopped");
        }
    }

    @Test
    void interrupting_it_stops_it_in_order_too() throws Exception {
        try (Program program = Program.dev(directory)) {
            program.ready();
            program.signal("INT");

            assertThat(program.exitStatus()).isZero();
        }
    }

    @Test
    void a_second_signal_does_not_wait_for_clients() throws Exception {
        try (Program program = Program.start(
                directory, Map.of("HOLDFAST_DRAIN_GRACE", "10m"), "dev", "--port", "0", "--admin-port", "0")) {
            Program.Ready ready = program.ready();
            try (Client client = new Client(ready.ws())) {
                assertThat(client.send("hello").next()).isEqualTo("hello");
                program.signal("TERM");
                while (program.get(ready.http(), "/health/ready").statusCode() == 200) {
                    Thread.onSpinWait();
                }
                program.signal("TERM");

                assertThat(program.exitStatus()).isZero();
            }
            assertThat(program.log()).contains("WebSocket disconnect", "Holdfast stopped in order");
        }
    }

    @Test
    void the_configuration_is_shown_with_where_each_value_is_from() throws Exception {
        try (Program program = Program.start(
                directory,
                Map.of("HOLDFAST_LIMITS_MESSAGE_BYTES", "128KiB"),
                "dev",
                "--port",
                "0",
                "--admin-port",
                "0")) {
            JsonNode config = JSON.readTree(
                    program.get(program.ready().http(), "/api/config").body());

            assertThat(config.at("/limits/message-bytes/value").asString()).isEqualTo("128KiB");
            assertThat(config.at("/limits/message-bytes/source").asString()).isEqualTo("HOLDFAST_LIMITS_MESSAGE_BYTES");
            assertThat(config.at("/environment/source").asString()).isEqualTo("holdfast dev");
            assertThat(config.at("/auth/development-bypass/value").asBoolean()).isTrue();
        }
    }

    @Test
    void after_a_kill_the_next_start_says_so_and_after_a_clean_stop_none_does() throws Exception {
        Instant before = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        try (Program killed = Program.dev(directory)) {
            killed.ready();
            killed.signal("KILL");
            assertThat(killed.exitStatus()).isEqualTo(137);
        }
        Instant after = Instant.now();
        // The first of them follows a kill, the second a clean stop.
        for (int start = 0; start < 2; start++) {
            try (Program next = Program.dev(directory)) {
                next.ready();
                next.signal("TERM");
                assertThat(next.exitStatus()).isZero();

                assertThat(next.log().lines().map(JSON::readTree))
                        .filteredOn(line -> line.path("event").asString().equals("unclean-stop"))
                        .singleElement()
                        .satisfies(line -> {
                            String lastSign = line.path("last_sign_of_life").asString();
                            assertThat(Instant.parse(lastSign)).isBetween(before, after);
                            assertThat(line.path("message").asString())
                                    .startsWith("previous stop was unclean, last sign of life at " + lastSign);
                        });
            }
        }
    }

    @Test
    void a_port_that_is_taken_is_one_sentence() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Program program = Program.start(
                        directory,
                        Map.of(),
                        "dev",
                        "--port",
                        String.valueOf(taken.getLocalPort()),
                        "--admin-port",
                        "0")) {
            assertThat(program.exitStatus()).isEqualTo(2);
            assertThat(program.err())
                    .isEqualTo("holdfast: The port " + taken.getLocalPort() + " is taken by another program: stop that"
                            + " one, or choose another port with --port (0 takes a free one).\n");
            assertThat(program.restOfOutput()).isEmpty();
        }
    }

    @Test
    void an_admin_port_that_is_taken_is_one_sentence() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Program program = Program.start(
                        directory,
                        Map.of(),
                        "dev",
                        "--port",
                        "0",
                        "--admin-port",
                        String.valueOf(taken.getLocalPort()))) {
            assertThat(program.exitStatus()).isEqualTo(2);
            assertThat(program.err().lines()).singleElement().asString().contains(String.valueOf(taken.getLocalPort()));
            assertThat(program.restOfOutput()).isEmpty();
        }
    }

    @Test
    void a_log_that_can_not_be_written_is_one_sentence() throws Exception {
        Path log = directory.resolve("none/backend.log");

        assertRefused(log.toString());
        assertRefused(Files.createDirectory(directory.resolve("folder")).toString());
    }

    private void assertRefused(String log) throws IOException, InterruptedException {
        try (Program program = Program.dev(directory, "--log-file", log)) {
            assertThat(program.exitStatus()).isEqualTo(2);
            assertThat(program.err().lines()).singleElement().asString().startsWith("holdfast: The log " + log);
            assertThat(program.restOfOutput()).isEmpty();
        }
    }

    @Test
    void a_development_server_that_others_could_reach_does_not_start() throws Exception {
        try (Program program =
                Program.start(directory, Map.of("HOLDFAST_LISTEN", "0.0.0.0:0"), "dev", "--admin-port", "0")) {
            assertThat(program.exitStatus()).isEqualTo(2);
            assertThat(program.err())
                    .contains("HOLDFAST_LISTEN: listen: found \"0.0.0.0:0\" with environment development");
        }
    }
}
