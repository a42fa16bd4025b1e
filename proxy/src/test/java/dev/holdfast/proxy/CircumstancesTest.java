package dev.holdfast.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.Leg;
import dev.holdfast.proxy.fixture.RawBackend;
import dev.holdfast.proxy.fixture.RawBackend.Taken;
import dev.holdfast.proxy.fixture.TestGateway;
import dev.holdfast.proxy.relay.Downstream;
import dev.holdfast.proxy.relay.GatewayConnections;
import dev.holdfast.server.fixture.RawClient;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How things stood when an end began is a fact, whatever both sides did after it.
@Timeout(30)
class CircumstancesTest {
    private static final int HIGH_WATER = 64 * 1024;

    private RawBackend backend;
    private TestGateway gateway;
    private RawClient client;
    private Taken taken;

    @BeforeEach
    void open() throws Exception {
        backend = new RawBackend();
        gateway = TestGateway.to(backend.port());
        client = gateway.connect();
        client.send(RawClient.request("/ws"));
        taken = backend.upgrade("Server: nginx/1.22.1", "Via: 1.1 box", "CF-Ray: 8a1b");
        client.head();
    }

    @AfterEach
    void close() throws Exception {
        client.close();
        gateway.close();
        backend.close();
    }

    private Fact.UpstreamTotals upstream(EndRecord end) {
        return end.timeline().last(Fact.UpstreamTotals.class).orElseThrow();
    }

    private void exchange() throws IOException {
        client.text("hello");
        taken.readFrame();
        taken.frame(0x81, (byte) 'h');
        client.read();
    }

    @Test
    void the_101_tells_what_stands_between_the_gateway_and_the_backend() throws Exception {
        client.close();
        taken.close();
        Fact.UpstreamUpgraded reply =
                gateway.end().timeline().first(Fact.UpstreamUpgraded.class).orElseThrow();
        assertThat(reply.server()).isEqualTo("nginx/1.22.1");
        assertThat(reply.via()).isEqualTo("1.1 box");
        assertThat(reply.hops()).containsExactly("cf-ray");
    }

    @Test
    void the_silence_of_the_backends_leg_ends_where_the_end_begins() throws Exception {
        exchange();
        gateway.time.advance(Duration.ofSeconds(30));
        taken.fin();
        assertThat(client.atEnd()).isTrue();
        client.text("too late");
        taken.readFrame();
        gateway.time.advance(Duration.ofSeconds(3));
        client.close();

        EndRecord end = gateway.end();
        assertThat(upstream(end).sinceReceived()).isEqualTo(Duration.ofSeconds(30));
        assertThat(upstream(end).sinceSent()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void the_close_frame_that_begins_the_end_does_not_end_the_silence_before_it() throws Exception {
        exchange();
        gateway.time.advance(Duration.ofSeconds(30));
        taken.close(1001, "");
        client.readClose();
        client.close();
        taken.close();

        assertThat(upstream(gateway.end()).sinceReceived()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void a_ping_of_the_backend_that_nobody_answered_is_a_fact() throws Exception {
        taken.frame(0x89, (byte) 'p');
        client.read();
        gateway.time.advance(Duration.ofSeconds(20));
        taken.fin();
        client.close();

        assertThat(gateway.end().timeline().first(Fact.PingUnanswered.class))
                .contains(new Fact.PingUnanswered(Leg.UPSTREAM, Duration.ofSeconds(20)));
    }

    @Test
    void a_ping_that_was_answered_is_none() throws Exception {
        taken.frame(0x89, (byte) 'p');
        client.read();
        client.pong((byte) 'p');
        assertThat(taken.readFrame()).containsExactly('p');
        gateway.time.advance(Duration.ofSeconds(20));
        taken.fin();
        client.close();

        assertThat(gateway.end().timeline().has(Fact.PingUnanswered.class)).isFalse();
    }

    @Test
    void what_a_client_did_not_take_is_a_fact() throws Exception {
        byte[] much = new byte[1 << 16];
        Thread sending = Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    taken.send(
                            (byte) 0x82,
                            (byte) 127,
                            (byte) 0,
                            (byte) 0,
                            (byte) 0,
                            (byte) 0,
                            (byte) 0,
                            (byte) 1,
                            (byte) 0,
                            (byte) 0);
                    taken.send(much);
                }
            } catch (IOException _) {
                // it was reset
            }
        });
        endAfterStandingStillFor(Duration.ofSeconds(12));
        client.close();
        taken.reset();
        sending.join();

        Fact.StoodStill still =
                gateway.end().timeline().first(Fact.StoodStill.class).orElseThrow();
        assertThat(still.towards()).isEqualTo(Leg.DOWNSTREAM);
        assertThat(still.blocked()).isEqualTo(Duration.ofSeconds(12));
        assertThat(still.waitingBytes()).isGreaterThan(HIGH_WATER);
    }

    /// As soon as more waits than the gateway lets wait. What the kernel still takes after that would be an end of the
    /// standstill, so the clock moves and the end begins in one turn of the event loop.
    private void endAfterStandingStillFor(Duration time) throws Exception {
        Downstream one = ((GatewayConnections) gateway.gateway.connections())
                .all().stream().findFirst().orElseThrow();
        Callable<Boolean> end = () -> {
            boolean full =
                    gateway.gateway.connections().page(null, 0, 1).getFirst().queuedBytes() > HIGH_WATER;
            if (full) {
                gateway.time.stall(time);
                one.end(new Decision.ClosedByOperator("enough"));
            }
            return full;
        };
        while (!one.eventLoop().submit(end).get()) {
            Thread.onSpinWait();
        }
    }
}
