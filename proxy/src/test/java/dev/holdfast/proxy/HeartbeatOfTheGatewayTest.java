package dev.holdfast.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.core.connection.LiveConnection;
import dev.holdfast.proxy.fixture.RawBackend;
import dev.holdfast.proxy.fixture.RawBackend.Taken;
import dev.holdfast.proxy.fixture.TestGateway;
import dev.holdfast.server.fixture.RawClient;
import dev.holdfast.server.fixture.RawClient.Frame;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Pings of the gateway's own, on both legs.
class HeartbeatOfTheGatewayTest {
    private static final Duration INTERVAL = Duration.ofSeconds(25);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private RawBackend backend;
    private TestGateway gateway;
    private RawClient client;
    private Taken taken;

    @BeforeEach
    void open() throws IOException {
        backend = new RawBackend();
        gateway = TestGateway.beating(backend.port(), INTERVAL, TIMEOUT);
        client = gateway.connect();
        client.send(RawClient.request("/ws"));
        taken = backend.upgrade();
        client.head();
        // What has passed shows that the connection is open, and its clock running.
        client.text("open");
        taken.readFrame();
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        backend.close();
        gateway.close();
    }

    private byte[] pingToBackend() throws IOException {
        byte[] first = taken.read(1);
        assertThat(first[0]).as("a ping").isEqualTo((byte) 0x89);
        byte[] rest = taken.read(13);
        assertThat(rest[0]).as("masked, 8 bytes").isEqualTo((byte) 0x88);
        byte[] payload = new byte[8];
        for (int i = 0; i < 8; i++) {
            payload[i] = (byte) (rest[5 + i] ^ rest[1 + (i & 3)]);
        }
        return payload;
    }

    @Test
    void pings_go_to_both_sides_after_silence_and_their_pongs_go_to_nobody() throws Exception {
        gateway.time.advance(INTERVAL);
        Frame ping = client.read();
        assertThat(ping.opcode()).isEqualTo(9);
        byte[] toBackend = pingToBackend();

        client.pong(ping.payload()).text("hello");
        taken.frame(0x8A, toBackend).frame(0x81, (byte) 'h');

        assertThat(new String(taken.readFrame())).isEqualTo("hello");
        assertThat(client.read().text()).isEqualTo("h");
        assertThat(gateway.gateway.figures().snapshot().roundTrip().count()).isEqualTo(1);
        assertThat(gateway.gateway.connections().page(null, 0, 10))
                .extracting(LiveConnection::roundTrip)
                .doesNotContainNull();
    }

    @Test
    void a_pong_that_comes_byte_by_byte_is_taken_out_all_the_same() throws Exception {
        gateway.time.advance(INTERVAL);
        Frame ping = client.read();
        byte[] toBackend = pingToBackend();

        for (byte each : toClientPong(toBackend)) {
            taken.send(each);
        }
        byte[] pong = new byte[14];
        pong[0] = (byte) 0x8A;
        pong[1] = (byte) 0x88;
        byte[] mask = {9, 8, 7, 6};
        System.arraycopy(mask, 0, pong, 2, 4);
        for (int i = 0; i < 8; i++) {
            pong[6 + i] = (byte) (ping.payload()[i] ^ mask[i & 3]);
        }
        for (byte each : pong) {
            client.send(each);
        }
        client.text("after");
        taken.frame(0x81, (byte) 'a');

        assertThat(new String(taken.readFrame())).isEqualTo("after");
        assertThat(client.read().text()).isEqualTo("a");
    }

    private static byte[] toClientPong(byte[] payload) {
        byte[] pong = new byte[10];
        pong[0] = (byte) 0x8A;
        pong[1] = 8;
        System.arraycopy(payload, 0, pong, 2, 8);
        return pong;
    }

    @Test
    void a_pong_to_somebody_elses_ping_passes_though_one_to_ours_is_awaited() throws Exception {
        gateway.time.advance(INTERVAL);
        client.read();
        pingToBackend();

        client.pong((byte) 'x');
        client.pong("12345678".getBytes());
        taken.frame(0x8A, "87654321".getBytes());

        assertThat(new String(taken.readFrame())).isEqualTo("x");
        assertThat(new String(taken.readFrame())).isEqualTo("12345678");
        Frame passed = client.read();
        assertThat(passed.opcode()).isEqualTo(10);
        assertThat(passed.text()).isEqualTo("87654321");
    }

    @Test
    void a_ping_waits_for_the_end_of_the_frame_that_is_passing() throws Exception {
        taken.send((byte) 0x82, (byte) 4, (byte) 1, (byte) 2);
        assertThat(client.socket.getInputStream().readNBytes(4)).containsExactly(0x82, 4, 1, 2);

        gateway.time.advance(INTERVAL);
        pingToBackend();
        // The next frame has begun when this one ends, so the place is in the middle of what comes at once.
        taken.send((byte) 3, (byte) 4, (byte) 0x81, (byte) 3, (byte) 'a');
        assertThat(client.socket.getInputStream().readNBytes(2)).containsExactly(3, 4);
        Frame ping = client.read();
        assertThat(ping.opcode()).isEqualTo(9);
        assertThat(client.socket.getInputStream().readNBytes(3)).containsExactly(0x81, 3, 'a');
    }

    @Test
    void whoever_sends_is_not_pinged() throws Exception {
        gateway.time.advance(INTERVAL.dividedBy(2));
        client.text("still here");
        taken.readFrame();
        gateway.time.advance(INTERVAL.dividedBy(2));
        pingToBackend();
        taken.frame(0x81, (byte) 'x');
        assertThat(client.read().opcode()).as("no ping before it").isEqualTo(1);
    }

    @Test
    void a_client_that_leaves_a_ping_unanswered_is_ended_and_named() throws Exception {
        gateway.time.advance(INTERVAL);
        client.read();
        taken.frame(0x8A, pingToBackend()).frame(0x81, (byte) 'h');
        assertThat(client.read().text()).as("the pong before it has been taken").isEqualTo("h");
        gateway.time.advancePast(TIMEOUT);
        gateway.time.advancePast(Duration.ZERO);

        assertThat(client.readClose().closeCode()).isEqualTo(4001);
        assertThat(client.atEnd()).isTrue();
        client.fin();
        assertThat(taken.readFrame()).as("1001 to the backend").containsExactly(0x03, 0xE9);
        taken.fin();
        EndRecord end = gateway.end();
        assertThat(end.explanation().cause()).isEqualTo(Cause.CLIENT_EVENT_LOOP_BLOCKED);
        assertThat(end.explanation().initiator()).isEqualTo(Initiator.CLIENT);
    }

    @Test
    void a_backend_that_leaves_a_ping_unanswered_is_ended_and_named() throws Exception {
        gateway.time.advance(INTERVAL);
        client.pong(client.read().payload());
        pingToBackend();
        // The client lives: its text has passed when the deadline is looked at.
        client.text("on");
        taken.readFrame();
        gateway.time.advancePast(TIMEOUT);
        gateway.time.advancePast(Duration.ZERO);

        assertThat(client.readClose().closeCode()).isEqualTo(1014);
        client.fin();
        taken.isGone();
        taken.fin();
        EndRecord end = gateway.end();
        assertThat(end.explanation().cause()).isEqualTo(Cause.BACKEND_SILENT);
        assertThat(end.explanation().initiator()).isEqualTo(Initiator.BACKEND);
        assertThat(end.explanation().evidence()).anyMatch(line -> line.startsWith("ping to it unanswered for 10"));
    }

    @Test
    void behind_a_close_frame_no_ping_comes() throws Exception {
        taken.close(1000, "");
        client.readClose();
        gateway.time.advance(INTERVAL);
        client.close(1000, "");
        assertThat(taken.readFrame()).as("no ping before it").containsExactly(0x03, 0xE8);
        taken.fin();
        assertThat(client.atEnd()).as("no ping behind it").isTrue();
        client.fin();
        assertThat(gateway.end().explanation().initiator()).isEqualTo(Initiator.BACKEND);
    }

    @Test
    void a_client_that_takes_nothing_in_the_middle_of_a_frame_is_ended_though_no_ping_finds_a_place() throws Exception {
        taken.send((byte) 0x82, (byte) 127, (byte) 0, (byte) 0, (byte) 0, (byte) 1, (byte) 0, (byte) 0, (byte) 0, (byte)
                0);
        Thread feeding = Thread.startVirtualThread(() -> {
            try {
                while (true) {
                    taken.send(new byte[65_536]);
                }
            } catch (IOException ended) {
                // as it should be
            }
        });
        while (gateway.gateway.connections().page(null, 0, 1).getFirst().queuedBytes() < 64 * 1024) {
            Thread.onSpinWait();
        }
        // The kernel finds out in its own time that the client's window stays closed.
        while (gateway.gateway.connections().count() > 0) {
            gateway.time.advance(Duration.ofSeconds(1));
        }
        feeding.join();
        EndRecord end = gateway.end();
        assertThat(end.explanation().cause()).isEqualTo(Cause.CLIENT_EVENT_LOOP_BLOCKED);
        assertThat(end.explanation().evidence()).anyMatch(line -> line.startsWith("no place for a ping: nothing that"));
    }
}
