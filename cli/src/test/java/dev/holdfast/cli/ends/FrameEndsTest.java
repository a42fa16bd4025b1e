package dev.holdfast.cli.ends;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cli.ends.fixture.Await;
import dev.holdfast.cli.ends.fixture.Expected;
import dev.holdfast.cli.ends.fixture.Nodes;
import dev.holdfast.cli.ends.fixture.WholeNode;
import dev.holdfast.cli.ends.fixture.Wire;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.server.Route;
import dev.holdfast.server.fixture.RawClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/// Bytes that broke the protocol or a limit.
@Timeout(120)
class FrameEndsTest {
    private static final int TEXT = 0x81;
    private static final int BINARY = 0x82;
    private static final int BEGINNING_OF_TEXT = 0x01;
    private static final int CONTINUATION = 0x00;
    private static final int END_OF_MESSAGE = 0x80;
    private static final int CLOSE = 0x88;
    private static final int PING = 0x89;

    @TempDir
    private Path directory;

    @FunctionalInterface
    private interface Script {
        void play(RawClient client) throws IOException;
    }

    private enum Broken {
        UNMASKED(1002, Cause.MASKING_OR_FRAMING_ERROR, client -> client.send((byte) TEXT, (byte) 1, (byte) 'x')),
        UNKNOWN_OPCODE(1002, Cause.MASKING_OR_FRAMING_ERROR, client -> client.frame(0x83, (byte) 'x')),
        LONG_PING(1002, Cause.MASKING_OR_FRAMING_ERROR, client -> client.frame(PING, new byte[126])),
        FRAGMENTED_PING(1002, Cause.MASKING_OR_FRAMING_ERROR, client -> client.frame(0x09)),
        LENGTH_NOT_MINIMAL(
                1002,
                Cause.MASKING_OR_FRAMING_ERROR,
                client -> client.send((byte) TEXT, (byte) (0x80 | 126), (byte) 0, (byte) 1)),
        CONTINUATION_OF_NOTHING(1002, Cause.MASKING_OR_FRAMING_ERROR, client -> client.frame(END_OF_MESSAGE)),
        MESSAGE_INSIDE_MESSAGE(
                1002,
                Cause.MASKING_OR_FRAMING_ERROR,
                client -> client.frame(BEGINNING_OF_TEXT, (byte) 'a').text("b")),
        CLOSE_OF_ONE_BYTE(1002, Cause.MASKING_OR_FRAMING_ERROR, client -> client.frame(CLOSE, (byte) 3)),
        CLOSE_1005(1002, Cause.MASKING_OR_FRAMING_ERROR, client -> client.close(1005, "")),
        CLOSE_1006(1002, Cause.MASKING_OR_FRAMING_ERROR, client -> client.close(1006, "")),
        CLOSE_1015(1002, Cause.MASKING_OR_FRAMING_ERROR, client -> client.close(1015, "")),
        CLOSE_999(1002, Cause.MASKING_OR_FRAMING_ERROR, client -> client.close(999, "")),
        CLOSE_5000(1002, Cause.MASKING_OR_FRAMING_ERROR, client -> client.close(5000, "")),
        HTTP(1002, Cause.STREAM_CORRUPTED, client -> client.send(RawClient.request("/ws"))),
        RESERVED_BIT(1002, Cause.COMPRESSION_FRAME_MISMATCH, client -> client.frame(0xC1, (byte) 'x')),
        BROKEN_TEXT(1007, Cause.INVALID_UTF8, client -> client.frame(TEXT, (byte) 0xC3, (byte) 0x28)),
        BROKEN_REASON(
                1007,
                Cause.INVALID_UTF8,
                client -> client.frame(CLOSE, (byte) 3, (byte) 0xE8, (byte) 0xC3, (byte) 0x28)),
        TOO_BIG(1009, Cause.MESSAGE_TOO_BIG, client -> client.frame(BINARY, new byte[2_000])),
        TOO_BIG_IN_FRAGMENTS(
                1009,
                Cause.MESSAGE_TOO_BIG,
                client -> client.frame(0x02, new byte[1_000]).frame(END_OF_MESSAGE, new byte[1_000])),
        FRAGMENTS(1008, Cause.FRAGMENT_FLOOD, client -> {
            client.frame(BEGINNING_OF_TEXT);
            for (int i = 0; i < 8; i++) {
                client.frame(CONTINUATION, (byte) 'a');
            }
        }),
        PINGS(1008, Cause.CONTROL_FLOOD, client -> {
            for (int i = 0; i <= 10; i++) {
                client.ping("");
            }
        }),
        PONGS(1008, Cause.CONTROL_FLOOD, client -> {
            for (int i = 0; i <= 10; i++) {
                client.pong();
            }
        }),
        MESSAGES(1008, Cause.RATE_LIMITED, client -> {
            for (int i = 0; i <= 5; i++) {
                client.text("x");
            }
        });

        private final int code;
        private final Cause cause;
        private final Script script;

        Broken(int code, Cause cause, Script script) {
            this.code = code;
            this.cause = cause;
            this.script = script;
        }

        Expected expected() {
            Expected expected = Expected.of(cause);
            // Noise sets bits too.
            return this == RESERVED_BIT ? expected.with(Confidence.LIKELY) : expected;
        }
    }

    /// Small limits, so that a test passes them with few bytes.
    private Nodes limited() {
        return Nodes.development(directory)
                .with("limits.message-bytes", "1500")
                .with("limits.fragments", "8")
                .with("limits.control-frames-per-second", "1")
                .with("limits.control-frame-burst", "10")
                .with("limits.messages-per-second", "1")
                .with("limits.message-burst", "5");
    }

    @ParameterizedTest
    @EnumSource
    void bytes_that_break_the_protocol_or_a_limit_end_the_connection_with_their_code(Broken broken) throws Exception {
        try (WholeNode node = limited().start();
                RawClient client = node.open()) {
            broken.script.play(client);
            new Wire.Close(broken.code).readBy(client, broken.cause);
            assertThat(client.atEnd()).as("nothing after the close frame").isTrue();
            client.close();
            JsonNode end = node.explains(broken.expected());
            assertThat(end.at("/close_sent/code").asInt()).isEqualTo(broken.code);
            assertThat(end.get("close_received").isNull()).isTrue();
        }
    }

    /// The codes are the same where `goodbye` says the cause first.
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HTTP") // which is looked for at the very start only
    void a_client_that_speaks_our_subprotocol_hears_the_cause_before_the_close_frame(Broken broken) throws Exception {
        try (WholeNode node = limited().start();
                RawClient client = node.greeted()) {
            broken.script.play(client);
            String goodbye = "";
            RawClient.Frame frame = client.read();
            while (frame.opcode() != 8) {
                goodbye = frame.text();
                frame = client.read();
            }
            assertThat(goodbye)
                    .startsWith("{\"type\":\"goodbye\",\"code\":" + broken.code + ",\"cause\":\"" + broken.cause.id()
                            + "\",\"retry\":\"");
            assertThat(frame.closeCode()).isEqualTo(broken.code);
            client.close();
            node.explains(broken.expected());
        }
    }

    @Test
    void as_much_as_the_limits_allow_is_no_flood_and_time_allows_more() throws Exception {
        try (WholeNode node = limited().start();
                RawClient client = node.open()) {
            for (int i = 0; i < 5; i++) {
                client.text("x");
                assertThat(client.read().text()).isEqualTo("x");
            }
            for (int i = 0; i < 10; i++) {
                client.ping("p");
                assertThat(client.read().text()).isEqualTo("p");
            }
            node.time.advancePast(Duration.ofSeconds(1));
            client.text("y").ping("q");
            assertThat(client.read().text()).isEqualTo("y");
            assertThat(client.read().text()).isEqualTo("q");
            client.close(1000, "");
            client.readClose();
            client.close();
            node.explains(Ended.byTheClient(1000));
        }
    }

    @Test
    void a_binary_message_where_only_text_is_understood() throws Exception {
        try (WholeNode node = Nodes.development(directory)
                        .serving(Route.onEventLoop("/ws", (connection, message) -> connection.send(message))
                                .textOnly())
                        .start();
                RawClient client = node.open()) {
            client.binary((byte) 1);
            new Wire.Close(1003).readBy(client, Cause.UNSUPPORTED_DATA);
            client.close();
            node.explains(Expected.of(Cause.UNSUPPORTED_DATA));
        }
    }

    /// A message, and what of it never comes.
    private enum Slow {
        FRAGMENTS {
            @Override
            void next(RawClient client, int step) throws IOException {
                client.frame(step == 0 ? BEGINNING_OF_TEXT : CONTINUATION, (byte) 'a');
            }
        },
        PAYLOAD {
            @Override
            void next(RawClient client, int step) throws IOException {
                client.send(
                        step == 0
                                ? new byte[] {(byte) TEXT, (byte) (0x80 | 100), 0, 0, 0, 0, 'a'}
                                : "a".getBytes(StandardCharsets.US_ASCII));
            }
        },
        HEADER {
            private final byte[] header = {(byte) TEXT, (byte) (0x80 | 126), 1, 0, 0, 0};

            @Override
            void next(RawClient client, int step) throws IOException {
                client.send(header[step]);
            }
        };

        abstract void next(RawClient client, int step) throws IOException;
    }

    @ParameterizedTest
    @EnumSource
    void a_message_that_comes_byte_by_byte_must_be_whole_in_time(Slow slow) throws Exception {
        try (WholeNode node = Nodes.development(directory)
                        .with("heartbeat.interval", "1h")
                        .start();
                RawClient client = node.open()) {
            for (int step = 0; step < 6; step++) {
                double before = node.metrics().sum("holdfast_bytes_received_total");
                slow.next(client, step);
                Await.until("it is read", () -> node.metrics().sum("holdfast_bytes_received_total") > before);
                node.time.advance(Duration.ofSeconds(5));
            }
            // The first byte is counted a moment before its deadline is set, so the first step may lie before it.
            node.time.advancePast(Duration.ofSeconds(5));
            new Wire.Close(1008).readBy(client, Cause.MESSAGE_TIMEOUT);
            client.close();
            JsonNode end = node.explains(Expected.of(Cause.MESSAGE_TIMEOUT));
            assertThat(end.get("duration_seconds").asDouble()).isBetween(30.0, 35.02);
        }
    }
}
