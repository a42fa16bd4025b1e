package dev.holdfast.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Each kind of incident, brought about by real sockets against the whole program.
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "signals are sent by kill")
class IncidentsProcessTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private Program start(String... options) throws IOException {
        Map<String, String> environment = new HashMap<>();
        for (int i = 0; i < options.length; i += 2) {
            environment.put("HOLDFAST_INCIDENTS_" + options[i], options[i + 1]);
        }
        return Program.start(directory, environment, "dev", "--port", "0", "--admin-port", "0");
    }

    /// A client that says what it is told to and nothing else.
    private static final class Raw implements AutoCloseable {
        private final Socket socket;

        Raw(URI ws, String... headers) throws IOException {
            socket = new Socket(ws.getHost(), ws.getPort());
            String request = "GET " + ws.getPath() + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                    + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                    + String.join(
                            "",
                            List.of(headers).stream()
                                    .map(header -> header + "\r\n")
                                    .toList()) + "\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        }

        /// Reads what there is to the end of the answer's head.
        Raw answered() throws IOException {
            InputStream in = socket.getInputStream();
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int octet = in.read();
                assertThat(octet).as("the answer goes on after: %s", head).isNotNegative();
                head.append((char) octet);
            }
            return this;
        }

        /// Waits as a proxy does: until nothing came for so long.
        void idle(Duration limit) throws IOException {
            socket.setSoTimeout((int) limit.toMillis());
            try {
                while (socket.getInputStream().read() >= 0) {
                    // What comes begins the wait anew.
                }
            } catch (SocketTimeoutException idle) {
                // As long as a proxy would wait.
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static List<JsonNode> incidents(Program program, Program.Ready ready, String query) throws Exception {
        return JSON.readTree(
                        program.get(ready.http(), "/api/incidents?" + query).body())
                .path("incidents")
                .valueStream()
                .toList();
    }

    private static JsonNode await(Program program, Program.Ready ready, String query, Predicate<JsonNode> wanted)
            throws Exception {
        long began = System.nanoTime();
        while (System.nanoTime() - began < LONG_ENOUGH.toNanos()) {
            for (JsonNode incident : incidents(program, ready, query)) {
                if (wanted.test(incident)) {
                    return incident;
                }
            }
            Thread.onSpinWait();
        }
        throw new AssertionError(
                "no such incident of " + query + " within " + LONG_ENOUGH + ": " + incidents(program, ready, ""));
    }

    private static List<JsonNode> log(Program program, String event) {
        return program.log()
                .lines()
                .map(JSON::readTree)
                .filter(line -> line.path("event").asString().equals(event))
                .toList();
    }

    @Test
    void a_client_that_is_refused_again_and_again_is_one_loop_with_a_beginning_and_an_end() throws Exception {
        try (Program program = start("LOOP_LIVES", "5", "LOOP_WINDOW", "10s")) {
            Program.Ready ready = program.ready();
            for (int i = 0; i < 8; i++) {
                try (Raw client = new Raw(ready.ws(), "Origin: https://evil.example")) {
                    client.answered();
                }
            }
            JsonNode loop = await(
                    program,
                    ready,
                    "kind=reconnect-loop",
                    each -> each.path("count").asInt() == 8);
            assertThat(loop.at("/explanation/cause").asString()).isEqualTo("origin-not-allowed");
            assertThat(loop.at("/client/id").asString()).isEqualTo("127.0.0.1");
            assertThat(program.get(ready.http(), "/metrics").body())
                    .contains("holdfast_incidents_open{cause=\"origin-not-allowed\",kind=\"reconnect-loop\"} 1.0");

            JsonNode over = await(program, ready, "kind=reconnect-loop&open=false", _ -> true);
            assertThat(over.path("incident_id")).isEqualTo(loop.path("incident_id"));
            assertThat(program.get(
                                    ready.http(),
                                    "/api/incidents/" + over.path("incident_id").asString())
                            .statusCode())
                    .isEqualTo(200);
            program.signal("TERM");
            assertThat(program.exitStatus()).isZero();
            assertThat(log(program, "incident-opened")).hasSize(1);
            assertThat(log(program, "incident-ended")).singleElement().satisfies(line -> {
                assertThat(line.path("count").asInt()).isEqualTo(8);
                assertThat(line.path("message").asString()).startsWith("WebSocket incident ended: reconnect-loop");
            });
        }
    }

    @Test
    void a_proxy_that_goes_away_is_a_mass_end_and_explains_its_ends_again_and_what_follows_is_a_storm()
            throws Exception {
        try (Program program = start("MASS_ENDS", "10", "MASS_WINDOW", "1s", "STORM_ARRIVALS", "30")) {
            Program.Ready ready = program.ready();
            List<Raw> clients = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                clients.add(new Raw(ready.ws(), "X-Forwarded-For: 203.0.113." + i).answered());
            }
            for (Raw client : clients) {
                client.close();
            }
            await(program, ready, "kind=mass-end", _ -> true);
            // Enough at once, however slow the machine.
            for (int i = 0; i < 300; i++) {
                try (Raw client = new Raw(ready.ws(), "X-Forwarded-For: 203.0.113.7")) {
                    client.answered();
                }
            }
            JsonNode storm = await(program, ready, "kind=reconnect-storm", _ -> true);
            assertThat(storm.at("/explanation/cause").asString()).isEqualTo("reconnect-storm");

            JsonNode over = await(
                    program,
                    ready,
                    "kind=mass-end&open=false",
                    each -> each.path("count").asInt() >= 12);
            assertThat(over.at("/explanation/cause").asString()).isEqualTo("proxy-reload");
            assertThat(over.at("/shared/proxy_headers").asString()).isEqualTo("x-forwarded-for");
            program.signal("TERM");
            assertThat(program.exitStatus()).isZero();
            assertThat(log(program, "end-explained-again"))
                    .hasSizeGreaterThanOrEqualTo(12)
                    .allSatisfy(line -> {
                        assertThat(line.at("/explained_before/cause").asString())
                                .isEqualTo("unexplained");
                        assertThat(line.at("/explanation/cause").asString()).isEqualTo("proxy-reload");
                    });
        }
    }

    @Test
    void a_box_that_cuts_silent_connections_is_found_by_its_limit() throws Exception {
        try (Program program = start("LOOP_LIVES", "100")) {
            Program.Ready ready = program.ready();
            long began = System.nanoTime();
            // Three equal ones are enough; a machine that is busy needs more tries to keep the time.
            while (incidents(program, ready, "kind=cut-off").isEmpty()
                    && System.nanoTime() - began < LONG_ENOUGH.toNanos()) {
                try (Raw client = new Raw(ready.ws()).answered()) {
                    client.idle(Duration.ofMillis(1500));
                }
            }
            JsonNode cutOff = await(program, ready, "kind=cut-off", _ -> true);
            assertThat(cutOff.at("/explanation/cause").asString()).isEqualTo("proxy-idle-timeout");
            assertThat(cutOff.path("limit_seconds").asDouble()).isBetween(1.4, 1.8);
            program.signal("TERM");
            assertThat(program.exitStatus()).isZero();
            List<JsonNode> again = log(program, "end-explained-again");
            assertThat(again).hasSizeGreaterThanOrEqualTo(2);
            assertThat(log(program, "connection-ended").stream()
                            .map(line -> line.path("connection_id").asString()))
                    .as("the ends that the second lines are about")
                    .containsAll(again.stream()
                            .map(line -> line.path("connection_id").asString())
                            .toList());
        }
    }
}
