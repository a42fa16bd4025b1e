package dev.holdfast.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.close.CloseCode;
import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.Leg;
import dev.holdfast.core.evidence.Violation;
import dev.holdfast.proxy.fixture.RawBackend;
import dev.holdfast.proxy.fixture.RawBackend.Taken;
import dev.holdfast.proxy.fixture.TestGateway;
import dev.holdfast.server.fixture.RawClient;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// From the 101 to the end, whoever begins it.
class RelayTest {
    private RawBackend backend;
    private TestGateway gateway;
    private RawClient client;
    private Taken taken;

    @BeforeEach
    void open() throws IOException {
        backend = new RawBackend();
        gateway = TestGateway.to(backend.port());
        client = gateway.connect();
        client.send(RawClient.request("/ws"));
        taken = backend.upgrade();
        client.head();
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        backend.close();
        gateway.close();
    }

    @Test
    void who_closes_first_is_told_by_leg_and_what_was_counted_too() throws Exception {
        client.text("hello").ping("p");
        assertThat(new String(taken.readFrame())).isEqualTo("hello");
        assertThat(new String(taken.readFrame())).isEqualTo("p");
        taken.frame(0x81, (byte) 'h').frame(0x82, (byte) 1).frame(0x8A, (byte) 'p');
        assertThat(client.read().text()).isEqualTo("h");
        client.read();
        client.read();
        taken.close(4409, "replaced");
        assertThat(client.readClose().closeCode()).isEqualTo(4409);
        client.close(4409, "");
        taken.readFrame();
        taken.fin();
        assertThat(client.atEnd()).isTrue();
        client.fin();
        EndRecord end = gateway.end();
        assertThat(end.explanation().cause()).isEqualTo(Cause.APPLICATION_CLOSED);
        assertThat(end.explanation().initiator()).isEqualTo(Initiator.BACKEND);
        assertThat(end.exchange().received().code()).isEqualTo(new CloseCode(4409));
        assertThat(end.exchange().sent().reason()).isEqualTo("replaced");
        assertThat(end.counters().messagesReceived()).isEqualTo(1);
        assertThat(end.counters().messagesSent()).isEqualTo(2);
        Fact.UpstreamTotals upstream =
                end.timeline().last(Fact.UpstreamTotals.class).orElseThrow();
        assertThat(upstream.messagesReceived()).isEqualTo(2);
        assertThat(upstream.messagesSent()).isEqualTo(1);
    }

    @Test
    void a_client_that_leaves_in_order_has_left() throws Exception {
        client.close(1001, "");
        assertThat(taken.readFrame()).containsExactly(0x03, 0xE9);
        taken.close(1001, "");
        taken.fin();
        client.readClose();
        client.fin();
        EndRecord end = gateway.end();
        assertThat(end.explanation().cause()).isEqualTo(Cause.CLIENT_LEFT);
        assertThat(end.explanation().confidence()).isEqualTo(Confidence.PROVEN);
    }

    @Test
    void a_backend_that_is_gone_without_a_word_is_told_from_a_client_that_is() throws Exception {
        client.text("hello");
        taken.readFrame();
        taken.fin();
        assertThat(client.atEnd()).isTrue();
        client.fin();
        EndRecord end = gateway.end();
        assertThat(end.explanation().cause()).isEqualTo(Cause.UNEXPLAINED);
        assertThat(end.explanation().initiator()).isEqualTo(Initiator.BACKEND);
        assertThat(end.explanation().evidence()).contains("the backend ended TCP (FIN) (upstream leg)");
    }

    @Test
    void a_backend_whose_process_is_gone_has_crashed() throws Exception {
        backend.stopListening();
        taken.fin();
        assertThat(client.atEnd()).isTrue();
        client.fin();
        EndRecord end = gateway.end();
        assertThat(end.explanation().cause()).isEqualTo(Cause.CRASH_OOM_SIGKILL);
        assertThat(end.explanation().confidence()).isEqualTo(Confidence.LIKELY);
        assertThat(end.explanation().initiator()).isEqualTo(Initiator.BACKEND);
    }

    @Test
    void a_reserved_bit_of_the_backend_that_the_client_refuses_is_the_backends() throws Exception {
        taken.frame(0xC1, (byte) 'x');
        client.read();
        client.close(1002, "Invalid frame header");
        taken.readFrame();
        taken.fin();
        assertThat(client.atEnd()).isTrue();
        client.fin();
        EndRecord end = gateway.end();
        assertThat(end.explanation().cause()).isEqualTo(Cause.COMPRESSION_FRAME_MISMATCH);
        assertThat(end.explanation().confidence()).isEqualTo(Confidence.PROVEN);
        assertThat(end.explanation().initiator()).isEqualTo(Initiator.BACKEND);
    }

    @Test
    void half_closed_it_is_still_of_use() throws Exception {
        client.text("last words").fin();
        taken.readFrame();
        assertThat(taken.atEnd()).isTrue();
        for (int i = 0; i < 5; i++) {
            taken.frame(0x81, (byte) ('0' + i));
            assertThat(client.read().text()).isEqualTo(Integer.toString(i));
            // Longer in all than a leg may outlive the other in silence.
            gateway.time.advance(Duration.ofSeconds(4));
        }
        taken.fin();
        assertThat(client.atEnd()).isTrue();
        gateway.end();
    }

    @Test
    void a_leg_that_does_not_follow_is_cut_in_the_end() throws Exception {
        client.fin();
        assertThat(taken.atEnd()).isTrue();
        gateway.time.advance(Duration.ofSeconds(6));
        assertThat(client.isReset()).isTrue();
        EndRecord end = gateway.end();
        assertThat(end.timeline().first(Fact.UpstreamEnded.class).orElseThrow().toString())
                .contains("did not end its side within 5000 ms");
    }

    @Test
    void a_reset_of_one_leg_lets_the_other_read_all_that_came_before() throws Exception {
        taken.frame(0x81, (byte) 'x');
        assertThat(client.read().text()).isEqualTo("x");
        taken.reset();
        assertThat(client.atEnd()).isTrue();
        client.fin();
        EndRecord end = gateway.end();
        assertThat(end.explanation().initiator()).isEqualTo(Initiator.BACKEND);
        assertThat(end.explanation().summary()).contains("RST");
    }

    @Test
    void a_frame_that_breaks_the_protocol_is_relayed_and_noted_once_with_its_leg() throws Exception {
        taken.frame(0xC1, (byte) 'x').frame(0xC1, (byte) 'y');
        assertThat(client.read().text()).isEqualTo("x");
        assertThat(client.read().text()).isEqualTo("y");
        client.close();
        taken.isGone();
        taken.close();
        EndRecord end = gateway.end();
        assertThat(end.timeline().entries().stream()
                        .map(entry -> entry.fact())
                        .filter(Fact.FrameFlaw.class::isInstance))
                .containsExactly(new Fact.FrameFlaw(
                        Leg.UPSTREAM, Violation.RESERVED_BIT, "RSV bits 4 in a frame with opcode 0x1"));
    }

    @Test
    void a_client_that_does_not_read_slows_the_backend_down_and_memory_stays_bounded() throws Exception {
        byte[] block = new byte[64 * 1024];
        long most = 256L * 1024 * 1024;
        CompletableFuture<Long> writing = CompletableFuture.supplyAsync(() -> {
            long written = 0;
            try {
                while (written < most) {
                    taken.socket.getOutputStream().write(block);
                    written += block.length;
                }
            } catch (IOException stopped) {
                return written;
            }
            return written;
        });
        // Once the high-water mark is passed nothing more is read from the backend, whose own buffers fill.
        long held;
        do {
            Thread.onSpinWait();
            assertThat(writing).isNotDone();
            held = gateway.gateway.connections().page(null, 0, 1).getFirst().queuedBytes();
        } while (held < 64 * 1024);
        assertThat(held).isLessThan(1024 * 1024);
        client.reset();
        taken.reset();
        assertThat(writing.get()).isLessThan(most);
        gateway.end();
    }

    @Test
    void a_drain_says_goodbye_on_both_legs() throws Exception {
        CompletableFuture<Void> drained = gateway.gateway.drain("SIGTERM").toCompletableFuture();
        gateway.time.advance(Duration.ofSeconds(1));
        assertThat(client.readClose().closeCode()).isEqualTo(1012);
        assertThat(taken.readFrame()).containsExactly(0x03, 0xE9);
        client.fin();
        taken.fin();
        assertThat(gateway.end().explanation().cause()).isEqualTo(Cause.DEPLOY_OR_DRAIN);
        gateway.time.advance(Duration.ofSeconds(1));
        drained.get();
    }
}
