package dev.holdfast.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cli.ends.fixture.Await;
import dev.holdfast.observe.fixture.MetricSamples;
import dev.holdfast.server.fixture.RawClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The program under a real limit of open files, with more clients than that.
@Timeout(180)
@EnabledOnOs(value = OS.LINUX, disabledReason = "the limit and the number of open files are Linux's")
class OpenFilesProcessTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int LIMIT = 200;

    @TempDir
    private Path directory;

    private static List<JsonNode> lines(Program program, String event) {
        String written = program.log();
        return written.substring(0, written.lastIndexOf('\n') + 1)
                .lines()
                .map(JSON::readTree)
                .filter(line -> line.path("event").asString().equals(event))
                .toList();
    }

    private static RawClient asks(URI ws) throws IOException {
        RawClient client = new RawClient(new InetSocketAddress(ws.getHost(), ws.getPort()));
        client.send(RawClient.request("/ws"));
        return client;
    }

    @Test
    void without_a_descriptor_left_it_says_so_does_not_spin_and_goes_on_when_there_is_one_again() throws Exception {
        try (Program program = Program.devWithOpenFiles(LIMIT, directory)) {
            Program.Ready ready = program.ready();
            List<RawClient> clients = new ArrayList<>();
            // The kernel makes connections also for those whom nobody accepts.
            for (int i = 0; i < LIMIT; i++) {
                clients.add(asks(ready.ws()));
            }
            JsonNode warning = Await.found(
                    "the line accept-failed",
                    () -> lines(program, "accept-failed").stream().findFirst());
            long since = System.nanoTime();
            Duration cpu = program.cpu();
            assertThat(warning.path("level").asString()).isEqualTo("WARN");
            assertThat(warning.path("message").asString()).contains("no file descriptor is left for them");
            assertThat(warning.path("open_files_limit").asInt()).isEqualTo(LIMIT);
            // A few are kept for those who ask what is wrong.
            assertThat(warning.path("open_files").asInt()).isBetween(LIMIT - 20, LIMIT);

            RawClient operator = new RawClient(
                    new InetSocketAddress(ready.http().getHost(), ready.http().getPort()));
            operator.send("GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
            assertThat(operator.head()).startsWith("HTTP/1.1 200");
            operator.close();

            // One gives up; one waits.
            RawClient givesUp = asks(ready.ws());
            givesUp.fin();
            RawClient waits = asks(ready.ws());

            // As long as a spinning thread needs to be seen.
            Await.until(
                    "some seconds have passed",
                    () -> System.nanoTime() - since > Duration.ofSeconds(4).toNanos());
            Duration spent = program.cpu().minus(cpu);
            assertThat(spent).as("processor time of 4 s").isLessThan(Duration.ofSeconds(2));

            for (RawClient client : clients) {
                client.close();
            }
            assertThat(waits.head()).startsWith("HTTP/1.1 101");
            assertThat(waits.text("still here").read().text()).isEqualTo("still here");
            JsonNode late = Await.found(
                    "the end of the one that gave up",
                    () -> lines(program, "connection-ended").stream()
                            .filter(end ->
                                    end.at("/explanation/cause").asString().equals("fd-exhaustion"))
                            .findFirst());
            assertThat(late.at("/explanation/confidence").asString()).isEqualTo("LIKELY");
            assertThat(late.at("/explanation/evidence").toString()).contains("accepting failed ");

            double failures = MetricSamples.read(
                            program.get(ready.http(), "/metrics").body())
                    .sum("holdfast_accept_failures_total");
            double seconds = (System.nanoTime() - since) / 1e9;
            assertThat(failures).as("tries to accept in %s s", seconds).isBetween(1.0, 10 + 3 * seconds);
            waits.close(1000, "").readClose();
            waits.close();
            givesUp.close();
            program.signal("TERM");
            assertThat(program.exitStatus()).isZero();
            assertThat(program.err()).doesNotContain("Exception");
        }
    }
}
