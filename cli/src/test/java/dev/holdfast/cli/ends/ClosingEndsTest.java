package dev.holdfast.cli.ends;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cli.ends.fixture.Expected;
import dev.holdfast.cli.ends.fixture.Nodes;
import dev.holdfast.cli.ends.fixture.WholeNode;
import dev.holdfast.cli.ends.fixture.Wire;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.server.Connection;
import dev.holdfast.server.Handler;
import dev.holdfast.server.Message;
import dev.holdfast.server.Route;
import dev.holdfast.server.fixture.RawClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Closing handshakes that the application or a limit of time began.
@Timeout(120)
class ClosingEndsTest {
    @TempDir
    private Path directory;

    private static Handler closing(int code, String reason) {
        return (connection, _) -> connection.close(code, reason);
    }

    @ParameterizedTest
    @EnumSource
    void an_application_that_closes_is_named_with_its_code(Route.Execution where) throws Exception {
        try (WholeNode node = Nodes.development(directory)
                        .serving(new Route("/ws", closing(4321, "enough"), where, true))
                        .start();
                RawClient client = node.open()) {
            client.text("x");
            RawClient.Frame close = client.readClose();
            assertThat(close.closeCode()).isEqualTo(4321);
            assertThat(close.closeReason()).isEqualTo("enough");
            client.close(4321, "").close();
            node.explains(Expected.of(Cause.APPLICATION_CLOSED).asExpected().reporting(4321));
        }
    }

    @Test
    void an_application_that_closes_at_once_seldom_means_it() throws Exception {
        Handler early = new Handler() {
            @Override
            public void onOpen(Connection connection) {
                connection.close(1000, "");
            }

            @Override
            public void onMessage(Connection connection, Message message) {}
        };
        try (WholeNode node = Nodes.development(directory).serving(early).start();
                RawClient client = node.open()) {
            assertThat(client.readClose().closeCode()).isEqualTo(1000);
            client.close(1000, "").close();
            node.explains(Expected.of(Cause.SERVER_LOOP_EXITS_EARLY)
                    .with(Confidence.LIKELY)
                    .reporting(1000));
        }
    }

    @Test
    void a_close_that_is_never_answered_ends_in_a_reset_after_the_deadline() throws Exception {
        try (WholeNode node =
                        Nodes.development(directory).serving(closing(1000, "")).start();
                RawClient client = node.open()) {
            client.text("x");
            client.readClose();
            // What still comes does not renew the deadline.
            node.time.advance(Duration.ofSeconds(4));
            client.text("still here").ping("and here");
            node.time.advancePast(Duration.ofSeconds(1));
            assertThat(client.isReset()).isTrue();
            JsonNode end = node.explains(Expected.of(Cause.CLOSE_HANDSHAKE_UNANSWERED));
            assertThat(end.get("transport_end").asString()).isEqualTo("abort");
            assertThat(end.get("duration_seconds").asDouble()).isEqualTo(5.02);
        }
    }

    @Test
    void an_application_that_calls_a_connection_idle_is_taken_at_its_word() throws Exception {
        try (WholeNode node = Nodes.development(directory)
                        .serving(closing(4000, "idle for too long"))
                        .start();
                RawClient client = node.open()) {
            client.text("x");
            assertThat(client.readClose().closeReason()).isEqualTo("idle for too long");
            client.close(4000, "").close();
            node.explains(Expected.of(Cause.SERVER_IDLE_POLICY)
                    .with(Confidence.LIKELY)
                    .asExpected()
                    .reporting(4000));
        }
    }

    /// A reason is cut by bytes, and never in the middle of a character.
    @ParameterizedTest
    @ValueSource(strings = {"a", "é", "€", "😀", "ab€"})
    void a_long_reason_is_cut_to_what_a_close_frame_carries(String piece) throws Exception {
        String reason = piece.repeat(200);
        try (WholeNode node = Nodes.development(directory)
                        .serving(closing(4000, reason))
                        .start();
                RawClient client = node.open()) {
            client.text("x");
            RawClient.Frame close = client.readClose();
            assertThat(close.payload().length).isBetween(2 + 120, 2 + 123);
            assertThat(reason).startsWith(close.closeReason());
            assertThat(close.closeReason().getBytes(StandardCharsets.UTF_8)).hasSize(close.payload().length - 2);
            client.close(4000, "").close();
            node.explains(Expected.of(Cause.APPLICATION_CLOSED).asExpected().reporting(4000));
        }
    }

    /// RFC 6455 7.4.1 reserves them for APIs; others belong to the protocol itself.
    @ParameterizedTest
    @ValueSource(ints = {1005, 1006, 1015, 1001, 1011, 999, 5000})
    void an_application_can_not_close_with_a_code_that_is_not_its_own(int code) throws Exception {
        try (WholeNode node =
                        Nodes.development(directory).serving(closing(code, "")).start();
                RawClient client = node.open()) {
            client.text("x");
            assertThat(client.read().text()).contains("\"handler_failed\"");
            assertThat(node.line("handler-error").get("exception").asString())
                    .isEqualTo("java.lang.IllegalArgumentException");
            client.close(1000, "");
            client.readClose();
            client.close();
            node.explains(Ended.byTheClient(1000));
        }
    }

    /// Closing with unread input would reset the connection, and the close frame could be lost on its way.
    @Test
    void a_client_that_is_still_sending_reads_the_close_frame() throws Exception {
        byte[] message = new byte[60_000];
        try (WholeNode node = Nodes.development(directory).start();
                RawClient client = node.open()) {
            client.send((byte) 0x81, (byte) 1, (byte) 'x');
            for (int i = 0; i < 100; i++) {
                client.frame(0x82, message);
            }
            new Wire.Close(1002).readBy(client, Cause.MASKING_OR_FRAMING_ERROR);
            assertThat(client.atEnd()).isTrue();
            client.close();
            JsonNode end = node.explains(Expected.of(Cause.MASKING_OR_FRAMING_ERROR));
            assertThat(end.get("bytes_received").asLong()).as("drained").isGreaterThan(5_000_000);
            assertThat(end.get("messages_received").asLong())
                    .as("and not looked at")
                    .isZero();
        }
    }

    @Test
    void data_behind_the_clients_close_frame_is_ignored() throws Exception {
        try (WholeNode node = Nodes.development(directory).start();
                RawClient client = node.open()) {
            client.close(1000, "").text("too late").close(4000, "again");
            assertThat(client.readClose().closeCode()).isEqualTo(1000);
            assertThat(client.atEnd()).as("one close frame").isTrue();
            client.close();
            JsonNode end = node.explains(Ended.byTheClient(1000));
            assertThat(end.get("messages_received").asLong()).isZero();
        }
    }

    @Test
    void both_sides_close_at_once_and_it_is_one_end() throws Exception {
        try (WholeNode node = Nodes.development(directory)
                        .serving(closing(4000, "mine"))
                        .start();
                RawClient client = node.open()) {
            client.text("x").close(4001, "yours");
            assertThat(client.readClose().closeCode()).isEqualTo(4000);
            assertThat(client.atEnd()).as("one close frame").isTrue();
            client.close();
            node.explains(Expected.of(Cause.APPLICATION_CLOSED).asExpected().reporting(4001));
        }
    }

    @Test
    void the_greatest_age_sends_the_client_round_again() throws Exception {
        try (WholeNode node = Nodes.development(directory)
                        .with("limits.max-age", "1m")
                        .with("closing.timeout", "1m")
                        .with("heartbeat.interval", "1h")
                        .start();
                RawClient client = node.open()) {
            node.time.advance(Duration.ofSeconds(53));
            client.text("x");
            assertThat(client.read().text()).as("less a random tenth, not more").isEqualTo("x");
            node.time.advance(Duration.ofSeconds(7));
            new Wire.Close(4100).readBy(client, Cause.MAX_LIFETIME);
            client.close(4100, "").close();
            JsonNode end =
                    node.explains(Expected.of(Cause.MAX_LIFETIME).asExpected().reporting(4100));
            assertThat(end.get("duration_seconds").asDouble()).isBetween(54.0, 60.0);
        }
    }

    @Test
    void an_operator_closes_one_connection_and_says_why() throws Exception {
        try (WholeNode node = Nodes.development(directory)
                        .with("closing.timeout", "1m")
                        .start();
                RawClient client = node.open();
                RawClient bystander = node.open()) {
            String id = node.idOf(client);
            String path = "api/connections/" + id + "/close";

            assertThat(node.diagnostics().postJson(path, "{}").status())
                    .as("no reason")
                    .isEqualTo(400);
            assertThat(node.diagnostics()
                            .postJson("api/connections/none/close", "{\"reason\":\"x\"}")
                            .status())
                    .isEqualTo(404);
            assertThat(node.diagnostics()
                            .postJson(path, "{\"reason\":\"a test that ran wild\"}")
                            .status())
                    .isEqualTo(202);
            new Wire.Close(4002).readBy(client, Cause.CLOSED_BY_OPERATOR);
            client.close(4002, "").close();
            JsonNode end = node.explains(Expected.of(Cause.CLOSED_BY_OPERATOR)
                    .by(Initiator.OPERATOR)
                    .asExpected()
                    .reporting(4002));
            assertThat(end.at("/explanation/evidence").toString()).contains("a test that ran wild");

            bystander.text("still here");
            assertThat(bystander.read().text()).isEqualTo("still here");
            bystander.close(1000, "");
            assertThat(bystander.readClose().closeCode()).isEqualTo(1000);
            bystander.close();
            node.explains(Ended.byTheClient(1000));
        }
    }

    // ---- a fault of our own

    /// Every fault of ours inside an event comes the same way; this one is the clock's, because tests own that.
    @Test
    void a_fault_of_ours_ends_the_connection_and_blames_nobody_else() throws Exception {
        BrokenClock[] clock = new BrokenClock[1];
        try (WholeNode node = Nodes.development(directory)
                        .onClock(time -> clock[0] = new BrokenClock(time))
                        .start();
                RawClient client = node.open()) {
            clock[0].breakOnce();
            client.text("x");
            new Wire.Close(1011).readBy(client, Cause.INTERNAL_FAULT);
            client.close();
            JsonNode end = node.explains(Expected.of(Cause.INTERNAL_FAULT));
            JsonNode line = node.line("internal-fault");
            assertThat(line.get("level").asString()).isEqualTo("ERROR");
            assertThat(line.get("stack_trace").asString()).contains("BrokenClock");
            assertThat(line.get("connection_id")).isEqualTo(end.get("connection_id"));
            assertThat(end.at("/explanation/evidence").toString())
                    .contains(line.get("error_id").asString())
                    .doesNotContain("canary");
        }
    }
}
