package dev.holdfast.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.connection.LiveConnection;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.NodeHealth;
import dev.holdfast.server.fixture.RawClient;
import dev.holdfast.server.fixture.TestServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// An event loop of ours that stands still must never be a client's fault.
@Timeout(120)
class BlockedLoopTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final CountDownLatch blocked = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);

    /// Blocks its event loop on the message "block", which no handler there may do.
    private final Handler blocking = new Handler() {
        @Override
        public void onMessage(Connection connection, Message message) throws InterruptedException {
            if (message.text().equals("block")) {
                blocked.countDown();
                assertThat(release.await(100, TimeUnit.SECONDS)).isTrue();
            }
        }
    };

    @Test
    void a_pong_that_waits_unread_at_the_deadline_keeps_its_connection() throws Exception {
        try (TestServer server = TestServer.of(options -> options, blocking)) {
            // Event loops take turns: one connection each and one more, so that the first and the last share one.
            List<RawClient> clients = new ArrayList<>();
            int loops = server.server.figures().snapshot().loopLag().size();
            for (int i = 0; i <= loops; i++) {
                clients.add(server.open());
                server.recording.opened();
            }
            server.time.advance(Duration.ofSeconds(26));
            // A ping's payload is when it left. Whoever was asked first is judged first, the other one blocks.
            Asked first = Asked.read(clients.getFirst());
            Asked last = Asked.read(clients.getLast());
            Asked judged = first.at() < last.at() ? first : last;
            Asked blocker = judged == first ? last : first;
            long bytes = server.server.figures().snapshot().bytesReceived();
            blocker.client().text("block");
            assertThat(blocked.await(60, TimeUnit.SECONDS)).isTrue();
            judged.client().pong(judged.payload());

            long deadline = judged.at() + TIMEOUT.toNanos();
            Thread time = Thread.ofPlatform()
                    .start(() -> server.time.advance(Duration.ofNanos(deadline - server.time.nanos())));
            // The clock stands on the deadline, and its task waits behind the block.
            waitUntil(() -> server.time.nanos() == deadline && time.getState() == Thread.State.WAITING);
            release.countDown();
            time.join();

            waitUntil(() -> server.server.figures().snapshot().bytesReceived() > bytes + "block".length() + 6);
            server.time.advance(Duration.ofSeconds(1));
            String address = ":" + judged.client().socket.getLocalPort();
            assertThat(server.server.connections().page(null, 0, 100))
                    .filteredOn(each -> each.info().remoteAddress().endsWith(address))
                    .extracting(LiveConnection::state)
                    .containsExactly("open");
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    @Test
    void a_stall_of_ours_is_in_the_evidence_of_whoever_ends_in_it() throws Exception {
        try (TestServer server = TestServer.of(options -> options, blocking);
                RawClient client = server.open()) {
            client.text("block");
            assertThat(blocked.await(60, TimeUnit.SECONDS)).isTrue();
            waitUntil(() -> server.server.figures().snapshot().longestStall().compareTo(Duration.ofMillis(1_100)) > 0);
            client.close(1011, "keepalive ping timeout");
            release.countDown();
            client.readClose();
            client.fin();

            var end = server.end();
            NodeHealth health =
                    end.timeline().first(Fact.NodeUnwell.class).orElseThrow().health();
            assertThat(health.stall()).isGreaterThan(Duration.ofSeconds(1));
            assertThat(end.explanation().cause()).isEqualTo(Cause.SERVER_EVENT_LOOP_BLOCKED);
        }
    }

    private record Asked(RawClient client, byte[] payload) {
        static Asked read(RawClient client) throws IOException {
            return new Asked(client, client.read().payload());
        }

        long at() {
            return ByteBuffer.wrap(payload).getLong();
        }
    }

    private static void waitUntil(BooleanSupplier condition) {
        long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("a condition that never came true").isLessThan(until);
            Thread.onSpinWait();
        }
    }
}
