package dev.holdfast.cli.ends;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cli.ends.fixture.Expected;
import dev.holdfast.cli.ends.fixture.Nodes;
import dev.holdfast.cli.ends.fixture.WholeNode;
import dev.holdfast.cli.ends.fixture.Wire;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.server.Handler;
import dev.holdfast.server.fixture.RawClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Clients that fall silent, and those that only seem to.
@Timeout(120)
class HeartbeatEndsTest {
    private static final Duration INTERVAL = Duration.ofSeconds(25);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    @TempDir
    private Path directory;

    /// As a program does that is stopped in a debugger: its kernel takes the ping and acknowledges it.
    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux tells what TCP knows")
    void a_client_whose_tcp_acknowledges_is_blocked_and_the_path_is_not_to_blame() throws Exception {
        try (WholeNode node = Nodes.development(directory).start();
                RawClient client = node.open()) {
            node.time.advance(INTERVAL);
            assertThat(client.read().opcode()).isEqualTo(9);
            // The last look comes a moment after the timeout, and the ping up to the whole interval after the
            // opening.
            node.time.advance(TIMEOUT.plusSeconds(1));
            new Wire.Close(4001).readBy(client, Cause.CLIENT_EVENT_LOOP_BLOCKED);
            client.close(4001, "").close();
            JsonNode end = node.explains(Expected.of(Cause.CLIENT_EVENT_LOOP_BLOCKED)
                    .with(Confidence.LIKELY)
                    .by(Initiator.CLIENT)
                    .reporting(4001));
            assertThat(end.at("/explanation/evidence").toString())
                    .contains("ping unanswered for ", "TCP: last acknowledgement ");
            assertThat(end.get("duration_seconds").asDouble()).isBetween(32.5, 36.0);
        }
    }

    /// A library that answers protocol pings by itself says nothing about the program above it.
    @Test
    void a_client_that_answers_only_protocol_pings_is_blocked_above_its_library() throws Exception {
        answersProtocolPingsOnly(Cause.CLIENT_EVENT_LOOP_BLOCKED);
    }

    @Test
    void a_page_that_answers_only_protocol_pings_is_held_back_by_its_browser() throws Exception {
        answersProtocolPingsOnly(Cause.BACKGROUND_TAB_THROTTLE, "Origin: http://localhost:3000");
    }

    private void answersProtocolPingsOnly(Cause cause, String... headers) throws Exception {
        try (WholeNode node = Nodes.development(directory).start();
                RawClient client = node.greeted(headers)) {
            node.time.advance(INTERVAL);
            RawClient.Frame ping = client.read();
            assertThat(client.read().text()).startsWith("{\"type\":\"ping\",\"t\":");
            node.time.advance(Duration.ofSeconds(1));
            client.pong(ping.payload());
            inStep(client);
            node.time.advance(TIMEOUT);
            assertThat(client.read().text())
                    .startsWith("{\"type\":\"goodbye\",\"code\":4001,\"cause\":\"" + cause.id() + "\"");
            new Wire.Close(4001).readBy(client, cause);
            client.close(4001, "").close();
            JsonNode end = node.explains(Expected.of(cause)
                    .with(Confidence.LIKELY)
                    .by(Initiator.CLIENT)
                    .reporting(4001));
            assertThat(end.at("/explanation/evidence").toString()).contains("application ping unanswered for ");
        }
    }

    @Test
    void a_client_that_answers_both_pings_stays_and_its_round_trip_is_measured() throws Exception {
        try (WholeNode node = Nodes.development(directory).start();
                RawClient client = node.greeted()) {
            for (int i = 0; i < 5; i++) {
                node.time.advance(INTERVAL);
                client.pong(client.read().payload());
                assertThat(client.read().text()).startsWith("{\"type\":\"ping\"");
                client.text("{\"type\":\"pong\"}");
                inStep(client);
            }
            assertThat(node.metrics().sum("holdfast_heartbeat_round_trip_seconds_count"))
                    .isEqualTo(5);
            leave(node, client);
        }
    }

    /// Any bytes are a sign of life, and a client that says something is not pinged.
    @Test
    void a_client_that_talks_is_not_asked() throws Exception {
        try (WholeNode node = Nodes.development(directory).start();
                RawClient client = node.open()) {
            for (int i = 0; i < 20; i++) {
                node.time.advance(Duration.ofSeconds(20));
                client.text("x");
                assertThat(client.read().text())
                        .as("the echo, no ping before it")
                        .isEqualTo("x");
            }
            leave(node, client);
        }
    }

    /// What waits unread because our own event loops stood still is read before anybody is called silent.
    @Test
    void a_stall_of_ours_is_not_held_against_a_client_that_answered_in_time() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        List<CountDownLatch> stalled = new ArrayList<>();
        Handler handler = (connection, message) -> {
            if (message.text().startsWith("stall ")) {
                stalled.get(Integer.parseInt(message.text().substring(6))).countDown();
                assertThat(release.await(60, TimeUnit.SECONDS)).isTrue();
            } else {
                connection.send(message);
            }
        };
        try (WholeNode node = Nodes.development(directory).serving(handler).start();
                RawClient client = node.open()) {
            node.time.advance(INTERVAL);
            RawClient.Frame ping = client.read();
            assertThat(ping.opcode()).isEqualTo(9);
            // Connections go to the loops in turn, so as many as there are loops stall all of them.
            int loops = (int) node.metrics().samples().stream()
                    .filter(sample -> sample.name().equals("holdfast_event_loop_lag_seconds"))
                    .count();
            List<RawClient> stalling = new ArrayList<>();
            for (int i = 0; i < loops; i++) {
                stalled.add(new CountDownLatch(1));
                stalling.add(node.open());
            }
            for (int i = 0; i < loops; i++) {
                stalling.get(i).text("stall " + i);
                assertThat(stalled.get(i).await(30, TimeUnit.SECONDS)).isTrue();
            }
            client.pong(ping.payload());
            node.time.stall(TIMEOUT.plusSeconds(1));
            release.countDown();
            client.text("still here");
            assertThat(client.read().text()).isEqualTo("still here");
            // The judgement that was put off comes to the same.
            node.time.advance(Duration.ofSeconds(1));
            client.text("and now");
            assertThat(client.read().text()).isEqualTo("and now");
            for (RawClient each : stalling) {
                leave(node, each);
            }
            leave(node, client);
        }
    }

    /// An answer to what was sent before it shows that everything before that has been read.
    private static void inStep(RawClient client) throws IOException {
        client.ping("in step");
        assertThat(client.read().text()).isEqualTo("in step");
    }

    private static void leave(WholeNode node, RawClient client) throws IOException {
        client.close(1000, "");
        client.readClose();
        client.close();
        node.explains(Ended.byTheClient(1000));
    }
}
