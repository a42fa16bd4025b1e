package dev.holdfast.cli.ends;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cli.ends.fixture.Await;
import dev.holdfast.cli.ends.fixture.Expected;
import dev.holdfast.cli.ends.fixture.Nodes;
import dev.holdfast.cli.ends.fixture.WholeNode;
import dev.holdfast.cli.ends.fixture.Wire;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.observe.json.JsonForm;
import dev.holdfast.server.fixture.RawClient;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A server that is stopped in order.
@Timeout(120)
class DrainEndsTest {
    @TempDir
    private Path directory;

    private Nodes node() {
        return Nodes.development(directory).with("drain.grace", "10s").with("drain.window", "30s");
    }

    private static Expected drained(Expected end) {
        return end.by(Initiator.OPERATOR).asExpected();
    }

    @Test
    void open_connections_are_closed_after_the_grace_and_told_when_to_come_back() throws Exception {
        try (WholeNode node = node().start();
                RawClient plain = node.open();
                RawClient ours = node.greeted()) {
            var drained = node.drain();
            assertThat(node.diagnostics().get("health/ready").status()).isEqualTo(503);
            assertThat(node.diagnostics().get("health/live").status()).isEqualTo(200);
            node.time.advance(Duration.ofMillis(9_900));
            plain.text("x");
            assertThat(plain.read().text()).as("served until the grace is over").isEqualTo("x");
            node.time.advance(Duration.ofMillis(200));

            JsonNode goodbye = JsonForm.tree(ours.read().text());
            assertThat(goodbye.get("type").asString()).isEqualTo("goodbye");
            assertThat(goodbye.get("cause").asString()).isEqualTo("deploy-or-drain");
            assertThat(goodbye.get("retry").asString()).isEqualTo("backoff");
            assertThat(goodbye.get("retryAfterMs").asLong()).isBetween(0L, 30_000L);
            for (RawClient client : List.of(ours, plain)) {
                new Wire.Close(1012).readBy(client, Cause.DEPLOY_OR_DRAIN);
                client.close(1012, "").close();
                node.explains(drained(Expected.of(Cause.DEPLOY_OR_DRAIN).reporting(1012)));
            }
            node.time.advance(Duration.ofMillis(20));
            assertThat(drained).isCompleted();
            assertThat(node.line("drain-started").get("open").asInt()).isEqualTo(2);
            node.line("drain-finished");
        }
    }

    /// They were taken before the listener closed, and their request comes now.
    @Test
    void handshakes_on_connections_that_were_taken_before_are_refused() throws Exception {
        try (WholeNode node = node().start();
                RawClient program = node.connect();
                RawClient browser = node.connect()) {
            node.awaitTaken(2);
            var drained = node.drain();
            program.send(RawClient.request(WholeNode.TARGET));
            new Wire.Status(503).readBy(program, Cause.DEPLOY_OR_DRAIN);
            program.close();
            node.explains(drained(Expected.rejected(Cause.DEPLOY_OR_DRAIN)));

            browser.upgradeTo(WholeNode.TARGET, "Origin: http://localhost");
            new Wire.Close(1012).readBy(browser, Cause.DEPLOY_OR_DRAIN);
            browser.close(1012, "").close();
            node.explains(drained(Expected.rejected(Cause.DEPLOY_OR_DRAIN).reporting(1012)));
            node.time.advance(Duration.ofMillis(10_100));
            assertThat(drained).isCompleted();
        }
    }

    @Test
    void nobody_new_is_let_in() throws Exception {
        try (WholeNode node = node().start()) {
            var drained = node.drain();
            Await.until("the port is closed", () -> {
                try {
                    node.connect().close();
                    return false;
                } catch (ConnectException refused) {
                    return true;
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            node.time.advance(Duration.ofMillis(10_100));
            assertThat(drained).isCompleted();
        }
    }

    @Test
    void many_connections_are_closed_one_after_the_other() throws Exception {
        try (WholeNode node = node().start()) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                clients.add(node.open());
            }
            var drained = node.drain();
            node.time.advance(Duration.ofSeconds(10));
            int atOnce = closing(node);
            assertThat(atOnce).as("not all in one moment").isLessThan(40);
            node.time.advance(Duration.ofMillis(5 * 40));
            for (RawClient client : clients) {
                new Wire.Close(1012).readBy(client, Cause.DEPLOY_OR_DRAIN);
                client.close(1012, "").close();
                node.explains(drained(Expected.of(Cause.DEPLOY_OR_DRAIN).reporting(1012)));
            }
            node.time.advance(Duration.ofMillis(20));
            assertThat(drained).isCompleted();
        }
    }

    private static int closing(WholeNode node) {
        int closing = 0;
        for (JsonNode connection :
                JsonForm.tree(node.diagnostics().get("api/connections").body()).get("connections")) {
            if (connection.get("state").asString().startsWith("closing")) {
                closing++;
            }
        }
        return closing;
    }

    /// The second SIGTERM: nobody is waited for.
    @Test
    void a_stop_at_once_still_sends_the_close_frame_and_explains() throws Exception {
        WholeNode node = node().start();
        try (RawClient client = node.open()) {
            node.stopAtOnce();
            new Wire.Close(1012).readBy(client, Cause.DEPLOY_OR_DRAIN);
            List<JsonNode> ends = node.lines().stream()
                    .filter(line -> line.get("event").asString().equals("connection-ended"))
                    .toList();
            assertThat(ends).singleElement().satisfies(end -> {
                assertThat(end.at("/explanation/cause").asString()).isEqualTo("deploy-or-drain");
                assertThat(end.at("/explanation/confidence").asString()).isEqualTo("PROVEN");
                assertThat(end.at("/explanation/initiator").asString()).isEqualTo("operator");
                assertThat(end.get("disconnect_code").asInt()).isEqualTo(1006);
                assertThat(end.at("/close_sent/code").asInt()).isEqualTo(1012);
            });
        }
    }
}
