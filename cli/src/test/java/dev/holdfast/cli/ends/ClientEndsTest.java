package dev.holdfast.cli.ends;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cli.ends.fixture.Expected;
import dev.holdfast.cli.ends.fixture.Nodes;
import dev.holdfast.cli.ends.fixture.WholeNode;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.server.fixture.RawClient;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Ends that the client began: by a close frame, with or without a complaint, or by the end of TCP.
@Timeout(120)
class ClientEndsTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"1000, bye", "1001, ''", "4000, 'the application''s own'"})
    void a_client_that_closes_has_left(int code, String reason) throws Exception {
        JsonNode end = closed(code, reason, Ended.byTheClient(code));
        assertThat(end.get("disconnect_reason").asString()).isEqualTo(reason);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "1002, Invalid reserved bit, COMPRESSION_FRAME_MISMATCH, LIKELY, CLIENT",
        "1002, Unknown opcode, MASKING_OR_FRAMING_ERROR, LIKELY, CLIENT",
        "1002, Invalid UTF-8 in text frame, INVALID_UTF8, LIKELY, CLIENT",
        "1007, '', INVALID_UTF8, LIKELY, CLIENT",
        "1009, '', MESSAGE_TOO_BIG, LIKELY, CLIENT",
        "1011, keepalive ping timeout, CLIENT_LIBRARY_TIMEOUT, LIKELY, CLIENT",
        "1011, boom, CLIENT_CLOSED_WITH_ERROR, PROVEN, CLIENT",
        "1003, '', CLIENT_CLOSED_WITH_ERROR, PROVEN, CLIENT",
        "1008, '', CLIENT_CLOSED_WITH_ERROR, PROVEN, CLIENT",
        "1012, restart, CLIENT_CLOSED_WITH_ERROR, LIKELY, UNKNOWN",
    })
    void a_client_that_complains(int code, String reason, Cause cause, Confidence confidence, Initiator initiator)
            throws Exception {
        closed(code, reason, Expected.of(cause).with(confidence).by(initiator).reporting(code));
    }

    @Test
    void a_program_that_closes_with_1001_says_so_itself() throws Exception {
        closed(1001, "shutting down", Ended.byTheClient(1001).with(Confidence.LIKELY));
    }

    @Test
    void a_box_in_between_may_have_written_1001_with_a_reason() throws Exception {
        Expected expected = Expected.of(Cause.CLIENT_LEFT)
                .with(Confidence.POSSIBLE)
                .by(Initiator.UNKNOWN)
                .reporting(1001);
        closed(1001, "going away", expected, "CF-Ray: 8a1b2c3d4e5f");
    }

    @Test
    void a_box_in_between_that_speaks_of_its_restart_wrote_it() throws Exception {
        Expected expected = Expected.of(Cause.CDN_OR_LB_MAINTENANCE)
                .with(Confidence.LIKELY)
                .by(Initiator.NETWORK)
                .reporting(1001);
        closed(1001, "CloudFlare WebSocket proxy restarting", expected, "CF-Ray: 8a1b2c3d4e5f");
    }

    private JsonNode closed(int code, String reason, Expected expected, String... headers) throws Exception {
        try (WholeNode node = Nodes.development(directory).start();
                RawClient client = node.open(headers)) {
            client.close(code, reason);
            assertThat(client.readClose().closeCode())
                    .as("answered with the same code")
                    .isEqualTo(code);
            assertThat(client.atEnd()).isTrue();
            client.close();
            JsonNode end = node.explains(expected);
            assertThat(end.at("/close_received/code").asInt()).isEqualTo(code);
            assertThat(end.at("/close_sent/code").asInt()).isEqualTo(code);
            return end;
        }
    }

    @Test
    void an_empty_close_frame_is_answered_with_an_empty_one_and_reported_as_1005() throws Exception {
        try (WholeNode node = Nodes.development(directory).start();
                RawClient client = node.open()) {
            client.frame(0x88);
            assertThat(client.readClose().payload()).isEmpty();
            client.close();
            JsonNode end = node.explains(Ended.byTheClient(1005));
            assertThat(end.at("/close_received/code").isNull()).isTrue();
            assertThat(end.at("/close_sent/code").isNull()).isTrue();
        }
    }

    @Test
    void a_bye_says_why_the_close_frame_comes() throws Exception {
        try (WholeNode node = Nodes.development(directory).start();
                RawClient client = node.greeted()) {
            client.text("{\"type\":\"bye\",\"reason\":\"signed out\"}").close(1000, "");
            client.readClose();
            client.close();
            JsonNode end = node.explains(Ended.byTheClient(1000));
            assertThat(end.at("/explanation/evidence").toString()).contains("signed out");
        }
    }

    @Test
    void a_reset_behind_the_close_frame_changes_nothing() throws Exception {
        try (WholeNode node = Nodes.development(directory).start();
                RawClient client = node.open()) {
            client.close(1001, "").reset();
            node.explains(Ended.byTheClient(1001));
        }
    }

    @Test
    void the_end_of_tcp_without_a_word_is_unexplained_and_says_what_is_missing() throws Exception {
        try (WholeNode node = Nodes.development(directory).start();
                RawClient client = node.open()) {
            client.fin();
            JsonNode end = node.explains(Ended.unexplained());
            assertThat(end.get("transport_end").asString()).isEqualTo("fin");
            assertThat(end.at("/explanation/missing").size()).isEqualTo(3);
        }
    }

    @Test
    void a_reset_without_a_word_is_unexplained_too_and_told_from_the_end_in_order() throws Exception {
        try (WholeNode node = Nodes.development(directory).start();
                RawClient client = node.open()) {
            client.reset();
            JsonNode end = node.explains(Ended.unexplained());
            assertThat(end.get("transport_end").asString()).isEqualTo("reset");
        }
    }

    /// A control run of the clinic is such a node.
    @Test
    void a_node_that_goes_without_a_rule_explains_without_it_everywhere() throws Exception {
        try (WholeNode node = Nodes.development(directory)
                        .withoutRules("ClientLeftRule")
                        .start();
                RawClient client = node.open()) {
            client.close(1001, "");
            client.readClose();
            client.close();
            node.explains(Ended.unexplained().reporting(1001));
        }
    }

    /// What a client writes into its reason reaches the log, and can neither begin a line there nor colour a terminal.
    @Test
    void a_hostile_reason_is_escaped() throws Exception {
        String hostile = "\r\n{\"level\":\"ERROR\"}\u001b[31m\u2028${jndi:x}";
        closed(4001, hostile, Ended.byTheClient(4001));
        assertThat(Files.readString(directory.resolve("backend.log")))
                .contains("\\u001B[31m\\u2028${jndi:x}")
                .doesNotContain("\u001b", "\u2028", "\r");
    }
}
