package dev.holdfast.server.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.close.TransportEnd;
import dev.holdfast.core.connection.ConnectionInfo;
import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.core.connection.LoopReport;
import dev.holdfast.core.connection.Notice;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.PathEvidence;
import dev.holdfast.core.port.ClientReports;
import dev.holdfast.core.port.ConnectionListener;
import dev.holdfast.server.HoldfastServer;
import dev.holdfast.server.Route;
import dev.holdfast.server.fixture.TestServer;
import dev.holdfast.server.options.ClosingOptions;
import dev.holdfast.server.options.HeartbeatOptions;
import dev.holdfast.server.options.ServerOptions;
import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Two peers that fall silent look the same to a WebSocket; what TCP says of them tells them apart. The evidence is the
/// kernel's, which has a clock of its own, so here, and only here, the server runs on the real one.
class SilentPeerTest {
    /// Long enough that a busy machine answers a ping in time and cuts the network before the next one, and
    /// that TCP has retransmitted often enough to be sure.
    private static final HeartbeatOptions HEARTBEAT =
            new HeartbeatOptions(Duration.ofSeconds(2), Duration.ofSeconds(2), true, true);

    private final CompletableFuture<EndRecord> ended = new CompletableFuture<>();

    @BeforeEach
    void tcpInfoIsThere() {
        assumeTrue(Epoll.isAvailable(), "TCP_INFO is read through epoll, which this system does not have");
    }

    @Test
    void a_path_that_dies_is_told_by_what_tcp_no_longer_acknowledges() throws Exception {
        try (NetworkNamespace network = NetworkNamespace.create();
                HoldfastServer server = start(network.ours());
                ClientProcess client = client(server, network::inside)) {
            client.awaitEcho();
            network.cut();

            EndRecord end = ended.get(60, TimeUnit.SECONDS);

            assertThat(end.explanation().cause()).isEqualTo(Cause.HALF_OPEN_DEAD_PEER);
            assertThat(end.explanation().confidence()).isEqualTo(Confidence.PROVEN);
            assertThat(end.explanation().initiator()).isEqualTo(Initiator.NETWORK);
            Decision.HeartbeatMissed missed = missed(end);
            assertThat(missed.path()).isEqualTo(PathEvidence.NOT_ACKNOWLEDGING);
            assertThat(missed.sample().unacknowledged()).isPositive();
            assertThat(missed.sample().lastAckReceived()).isGreaterThan(missed.waited());
            assertNothingCame(end);
        }
    }

    @Test
    void a_client_that_is_frozen_is_told_by_its_kernel_which_still_acknowledges() throws Exception {
        try (HoldfastServer server = start("127.0.0.1");
                ClientProcess client = client(server, command -> command)) {
            client.awaitEcho();
            client.freeze();

            EndRecord end = ended.get(60, TimeUnit.SECONDS);

            assertThat(end.explanation().cause()).isEqualTo(Cause.CLIENT_EVENT_LOOP_BLOCKED);
            assertThat(end.explanation().confidence()).isEqualTo(Confidence.LIKELY);
            assertThat(end.explanation().initiator()).isEqualTo(Initiator.CLIENT);
            Decision.HeartbeatMissed missed = missed(end);
            assertThat(missed.path()).isEqualTo(PathEvidence.ACKNOWLEDGING);
            assertThat(missed.sample().unacknowledged()).isZero();
            assertNothingCame(end);
        }
    }

    private record FirstEnd(CompletableFuture<EndRecord> ended) implements ConnectionListener {
        @Override
        public void ended(EndRecord end) {
            ended.complete(end);
        }

        @Override
        public void opened(ConnectionInfo connection) {}

        @Override
        public void greeted(ConnectionInfo connection, @Nullable String tab, @Nullable String previous) {}

        @Override
        public void loopEnded(LoopReport report) {}

        @Override
        public void noticed(Notice notice) {}
    }

    private HoldfastServer start(String address) throws IOException {
        ServerOptions defaults = ServerOptions.development(0);
        ServerOptions options = new ServerOptions(
                defaults.environment(),
                new InetSocketAddress(address, 0),
                defaults.origins(),
                defaults.checkOrigin(),
                defaults.subprotocols(),
                defaults.rejection(),
                defaults.auth(),
                HEARTBEAT,
                defaults.limits(),
                defaults.loop(),
                new ClosingOptions(Duration.ofMillis(100)),
                defaults.drain());
        return HoldfastServer.start(
                options,
                List.of(Route.onEventLoop("/ws", TestServer.ECHO)),
                new HoldfastServer.Ports(null, new FirstEnd(ended), _ -> null, ClientReports.IGNORED));
    }

    private static ClientProcess client(HoldfastServer server, UnaryOperator<List<String>> around) throws IOException {
        InetSocketAddress address = server.address();
        return new ClientProcess(
                URI.create("ws://" + address.getAddress().getHostAddress() + ":" + address.getPort() + "/ws"), around);
    }

    private static Decision.HeartbeatMissed missed(EndRecord end) {
        return end.timeline()
                .last(Decision.HeartbeatMissed.class)
                .orElseThrow(() -> new AssertionError(end.timeline()));
    }

    /// The close frame says the cause to a peer that may still hear it; this one does not.
    private static void assertNothingCame(EndRecord end) {
        assertThat(end.exchange().received()).isNull();
        assertThat(end.exchange().sent().reportedCode()).isEqualTo(4001);
        assertThat(end.exchange().transportEnd()).isInstanceOf(TransportEnd.LocalAbort.class);
    }
}
