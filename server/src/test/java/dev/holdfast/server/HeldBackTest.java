package dev.holdfast.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.server.fixture.RawClient;
import dev.holdfast.server.fixture.TestServer;
import dev.holdfast.server.options.HeartbeatOptions;
import dev.holdfast.server.options.LimitOptions;
import dev.holdfast.server.options.LoopOptions;
import dev.holdfast.server.options.ServerOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A client by whose pace we judge it, after a time in which we did not read from it: what it sent meanwhile comes all
/// at once, and that is our own doing. We do not read here because the handler pauses after a failure and its mailbox
/// is full.
@Timeout(120)
class HeldBackTest {
    private static final Duration PAUSE = Duration.ofSeconds(40);
    private static final int PER_SECOND = 5;

    private final Handler handler = (connection, message) -> {
        if (message.text().equals("fail")) {
            throw new IllegalStateException("a failure on purpose");
        }
        connection.send(message);
    };

    private TestServer server() throws IOException {
        return TestServer.of(HeldBackTest::strict, handler);
    }

    private static ServerOptions strict(ServerOptions options) {
        LimitOptions limits = options.limits();
        return new ServerOptions(
                options.environment(),
                options.listen(),
                options.origins(),
                options.checkOrigin(),
                options.subprotocols(),
                options.rejection(),
                options.auth(),
                new HeartbeatOptions(Duration.ofHours(1), Duration.ofSeconds(10), false, true),
                new LimitOptions(
                        limits.handshakeTimeout(),
                        limits.headerBytes(),
                        limits.headers(),
                        limits.requestLineBytes(),
                        limits.messageBytes(),
                        limits.fragments(),
                        limits.messageTimeout(),
                        PER_SECOND,
                        10,
                        PER_SECOND,
                        10,
                        limits.outboundQueueBytes(),
                        limits.outboundQueueAge(),
                        limits.connections(),
                        limits.connectionsPerUser(),
                        limits.connectionsPerAddress(),
                        limits.maxAge()),
                new LoopOptions(100, PAUSE, PAUSE, 2),
                options.closing(),
                options.drain());
    }

    /// Frames that the server reads together, because they are one write: two messages that fill the mailbox, what else
    /// is wanted, and a ping whose answer shows that all of it has been read.
    private static void fillMailbox(RawClient client, int... more) throws IOException {
        client.text("fail");
        ByteArrayOutputStream together = new ByteArrayOutputStream();
        together.writeBytes(frame(0x81, "a"));
        together.writeBytes(frame(0x81, "b"));
        for (int first : more) {
            together.writeBytes(frame(first, "c"));
        }
        together.writeBytes(frame(0x89, "read"));
        client.send(together.toByteArray());
        assertThat(next(client).text()).isEqualTo("read");
    }

    /// Masked with zeros.
    private static byte[] frame(int first, String text) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        byte[] frame = new byte[6 + payload.length];
        frame[0] = (byte) first;
        frame[1] = (byte) (0x80 | payload.length);
        System.arraycopy(payload, 0, frame, 6, payload.length);
        return frame;
    }

    /// Without what the server says of the failure.
    private static RawClient.Frame next(RawClient client) throws IOException {
        RawClient.Frame frame;
        do {
            frame = client.read();
        } while (frame.text().startsWith("{"));
        return frame;
    }

    @Test
    void messages_that_were_sent_at_the_allowed_rate_meanwhile_are_no_flood() throws Exception {
        try (TestServer server = server();
                RawClient client = server.open()) {
            fillMailbox(client);
            int sent = PER_SECOND * (int) PAUSE.toSeconds();
            for (int i = 0; i < sent; i++) {
                client.text("m" + i);
            }
            server.time.advance(PAUSE);
            assertThat(next(client).text()).isEqualTo("a");
            assertThat(next(client).text()).isEqualTo("b");
            for (int i = 0; i < sent; i++) {
                assertThat(next(client).text()).isEqualTo("m" + i);
            }
            assertThat(server.server.connections().count()).isEqualTo(1);
        }
    }

    /// The near miss: it did not keep the rate, whenever we read.
    @Test
    void more_than_that_is_a_flood() throws Exception {
        try (TestServer server = server();
                RawClient client = server.open()) {
            fillMailbox(client);
            for (int i = 0; i < PER_SECOND * (int) PAUSE.toSeconds() + 11; i++) {
                client.text("m" + i);
            }
            server.time.advance(PAUSE);
            RawClient.Frame frame;
            do {
                frame = next(client);
            } while (frame.opcode() == 1);
            assertThat(frame.closeCode()).isEqualTo(1008);
            client.close();
            var why = server.end().explanation();
            assertThat(why.cause()).isEqualTo(Cause.RATE_LIMITED);
            assertThat(why.confidence()).isEqualTo(Confidence.PROVEN);
        }
    }

    @Test
    void pings_that_were_sent_at_the_allowed_rate_meanwhile_are_no_flood() throws Exception {
        try (TestServer server = server();
                RawClient client = server.open()) {
            fillMailbox(client);
            int sent = PER_SECOND * (int) PAUSE.toSeconds();
            for (int i = 0; i < sent; i++) {
                client.ping("p" + i);
            }
            server.time.advance(PAUSE);
            client.text("after all of them");
            RawClient.Frame frame;
            do {
                frame = next(client);
            } while (!frame.text().equals("after all of them"));
            assertThat(frame.opcode()).isEqualTo(1);
        }
    }

    /// The limit of 30 s passes while its rest lies unread.
    @Test
    void a_message_that_was_finished_meanwhile_arrives() throws Exception {
        try (TestServer server = server();
                RawClient client = server.open()) {
            fillMailbox(client, 0x01);
            client.frame(0x80, (byte) 'd');
            server.time.advance(PAUSE);
            assertThat(next(client).text()).isEqualTo("a");
            assertThat(next(client).text()).isEqualTo("b");
            assertThat(next(client).text()).isEqualTo("cd");
        }
    }

    @Test
    void a_message_that_is_not_finished_in_time_after_it_either_ends_the_connection() throws Exception {
        try (TestServer server = server();
                RawClient client = server.open()) {
            fillMailbox(client, 0x01);
            server.time.advance(PAUSE);
            assertThat(next(client).text()).isEqualTo("a");
            assertThat(next(client).text()).isEqualTo("b");
            server.time.advance(Duration.ofSeconds(29));
            client.ping("still here");
            assertThat(next(client).text()).isEqualTo("still here");
            server.time.advancePast(Duration.ofSeconds(1));
            RawClient.Frame frame = client.readClose();
            assertThat(frame.closeCode()).isEqualTo(1008);
            client.close();
            assertThat(server.end().explanation().cause()).isEqualTo(Cause.MESSAGE_TIMEOUT);
        }
    }
}
