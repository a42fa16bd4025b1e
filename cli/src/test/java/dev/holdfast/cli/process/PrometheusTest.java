package dev.holdfast.cli.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.cli.ends.fixture.Await;
import dev.holdfast.observe.json.JsonForm;
import dev.holdfast.server.fixture.RawClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A real Prometheus, with the rules that are shipped.
class PrometheusTest {
    @TempDir
    Path folder;

    @Test
    void an_alert_fires_for_a_client_that_reconnects_again_and_again() throws Exception {
        assumeTrue(isInstalled(), "prometheus is missing");
        try (Program program = Program.dev(folder)) {
            Program.Ready ready = program.ready();
            URI prometheus = URI.create("http://127.0.0.1:" + freePort() + "/");
            Process watching = start(ready.http(), prometheus);
            try {
                for (int i = 0; i < 16; i++) {
                    try (RawClient client = new RawClient(new InetSocketAddress(
                            ready.ws().getHost(), ready.ws().getPort()))) {
                        client.send(RawClient.request("/ws", "Sec-WebSocket-Protocol: jwt.abc"));
                        client.head();
                    }
                }
                JsonNode alert = Await.found("the alert fires", () -> firing(prometheus));
                assertThat(alert.at("/labels/alertname").asString()).isEqualTo("HoldfastFlappingClients");
                assertThat(alert.at("/labels/cause").asString()).isEqualTo("only-token-subprotocol-offered");
                assertThat(alert.at("/annotations/summary").asString())
                        .contains("reconnect again and again: only-token-subprotocol-offered");
            } finally {
                watching.destroyForcibly().waitFor();
            }
        }
    }

    private static boolean isInstalled() {
        try {
            return new ProcessBuilder("prometheus", "--version").start().waitFor() == 0;
        } catch (IOException missing) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /// As the example has it, but for the address and the pace.
    private Process start(URI admin, URI prometheus) throws IOException {
        Path ops = Path.of("..", "ops", "prometheus");
        Files.copy(ops.resolve("alerts.yml"), folder.resolve("alerts.yml"));
        Files.writeString(
                folder.resolve("prometheus.yml"),
                Files.readString(ops.resolve("prometheus.yml"))
                        .replace("127.0.0.1:9090", admin.getAuthority())
                        .replace("interval: 15s", "interval: 200ms"));
        return new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + folder.resolve("prometheus.yml"),
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=" + prometheus.getAuthority())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.log").toFile())
                .start();
    }

    private static Optional<JsonNode> firing(URI prometheus) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            String body = http.send(
                            HttpRequest.newBuilder(prometheus.resolve("api/v1/alerts"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
            for (JsonNode alert : JsonForm.tree(body).at("/data/alerts")) {
                if (alert.path("state").asString().equals("firing")
                        && alert.at("/labels/alertname").asString().startsWith("HoldfastFlapping")) {
                    return Optional.of(alert);
                }
            }
            return Optional.empty();
        } catch (IOException notYet) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
