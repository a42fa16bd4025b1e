package dev.holdfast.cli.ends;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cli.ends.fixture.Await;
import dev.holdfast.cli.ends.fixture.Expected;
import dev.holdfast.cli.ends.fixture.Nodes;
import dev.holdfast.cli.ends.fixture.WholeNode;
import dev.holdfast.cli.ends.fixture.Wire;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.observe.json.JsonForm;
import dev.holdfast.server.Handler;
import dev.holdfast.server.Route;
import dev.holdfast.server.fixture.RawClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/// Clients that don't take what is sent to them.
@Timeout(120)
class SlowConsumerEndsTest {
    /// More than the sockets of both sides hold.
    private static final int MESSAGES = 800;

    private static final byte[] MESSAGE = new byte[60_000];

    @TempDir
    private Path directory;

    private final CountDownLatch flooded = new CountDownLatch(1);

    private final Handler flood = (connection, _) -> {
        for (int i = 0; i < MESSAGES; i++) {
            connection.send(MESSAGE);
        }
        flooded.countDown();
    };

    @ParameterizedTest
    @EnumSource
    void more_than_the_limit_in_the_queue_ends_the_connection_and_the_close_waits_for_no_reader(Route.Execution where)
            throws Exception {
        try (WholeNode node = Nodes.development(directory)
                        .with("limits.outbound-queue-bytes", "32MiB")
                        .serving(new Route("/ws", flood, where, true))
                        .start();
                RawClient client = node.open()) {
            client.text("go");
            awaitState(node, "closing");
            node.time.advancePast(Duration.ofSeconds(5));
            JsonNode end = node.explains(Expected.of(Cause.SLOW_CONSUMER));
            assertThat(end.get("close_sent").isNull()).as("it could not leave").isTrue();
            assertThat(end.get("transport_end").asString()).isEqualTo("abort");
            assertThat(end.at("/explanation/evidence").toString()).contains("limit 33554432");
            assertThat(client.isReset()).isTrue();
        }
    }

    @Test
    void a_slow_client_that_reads_at_last_gets_the_close_frame_behind_everything() throws Exception {
        try (WholeNode node = Nodes.development(directory).serving(flood).start();
                RawClient client = node.open()) {
            client.text("go");
            awaitState(node, "closing");
            new Wire.Close(4008).readBy(client, Cause.SLOW_CONSUMER);
            client.close(4008, "").close();
            JsonNode end = node.explains(Expected.of(Cause.SLOW_CONSUMER).reporting(4008));
            assertThat(end.at("/close_sent/code").asInt()).isEqualTo(4008);
        }
    }

    @Test
    void a_client_that_takes_nothing_for_too_long_ends_though_its_queue_is_within_the_limit() throws Exception {
        try (WholeNode node = roomy(flood).start();
                RawClient client = node.open()) {
            client.text("go");
            assertThat(flooded.await(30, TimeUnit.SECONDS)).isTrue();
            node.time.advance(Duration.ofSeconds(9));
            assertThat(state(node)).isEqualTo("open");
            // As long as the kernel still takes something, the age begins anew.
            Await.until("the connection has ended", () -> {
                node.time.advance(Duration.ofSeconds(10));
                return !node.ends().isEmpty();
            });
            JsonNode end = node.explains(Expected.of(Cause.SLOW_CONSUMER));
            assertThat(end.at("/explanation/evidence").toString()).contains("behind for ");
            assertThat(client.isReset()).isTrue();
        }
    }

    @Test
    void a_slow_client_that_keeps_reading_stays() throws Exception {
        try (WholeNode node = roomy(flood).start();
                RawClient client = node.open()) {
            client.text("go");
            assertThat(flooded.await(30, TimeUnit.SECONDS)).isTrue();
            int read = 0;
            while (read < MESSAGES) {
                long before = queued(node);
                // Enough for the kernels to move on. The limit of age is passed many times meanwhile.
                for (int i = 0; i < 100 && read < MESSAGES; i++, read++) {
                    assertThat(client.read().payload()).hasSize(MESSAGE.length);
                }
                Await.until("the queue moves", () -> queued(node) < before || queued(node) == 0);
                node.time.advance(Duration.ofSeconds(9));
            }
            assertThat(node.ends()).isEmpty();
            client.close(1000, "");
            client.readClose();
            client.close();
            node.explains(Ended.byTheClient(1000));
        }
    }

    /// A handler that waits for the client must not wait longer than the connection lives.
    @Test
    void a_handler_that_waits_for_a_slow_client_is_released_by_the_end() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        Handler patient = (connection, message) -> {
            while (connection.awaitWritable()) {
                connection.send(MESSAGE);
            }
            released.countDown();
        };
        try (WholeNode node = roomy(patient).serving(Route.of("/ws", patient)).start();
                RawClient client = node.open()) {
            client.text("go");
            awaitQueue(node);
            client.reset();
            node.explains(Ended.unexplained());
            assertThat(released.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    private Nodes roomy(Handler handler) {
        return Nodes.development(directory)
                .with("limits.outbound-queue-bytes", "64MiB")
                .with("heartbeat.interval", "1h")
                .serving(handler);
    }

    private static JsonNode only(WholeNode node) {
        return JsonForm.tree(node.diagnostics().get("api/connections").body()).at("/connections/0");
    }

    private static long queued(WholeNode node) {
        return only(node).path("queued_bytes").asLong(0);
    }

    private static void awaitQueue(WholeNode node) {
        Await.until("something waits for the client", () -> queued(node) > 0);
    }

    private static String state(WholeNode node) {
        return only(node).path("state").asString("");
    }

    private static void awaitState(WholeNode node, String state) {
        Await.until("the connection is " + state, () -> state(node).startsWith(state));
    }
}
