package dev.holdfast.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.evidence.Carrier;
import dev.holdfast.core.port.Authenticator;
import dev.holdfast.server.fixture.RawClient;
import dev.holdfast.server.fixture.TestServer;
import dev.holdfast.server.options.AuthOptions;
import dev.holdfast.server.options.LimitOptions;
import dev.holdfast.server.options.ServerOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Deadlines by which a peer is judged, passed while an event loop of ours stood still and what the peer did
/// in time lay unread. The heartbeat's is in [BlockedLoopTest].
@Timeout(120)
class LateDeadlinesTest {
    private static final Duration HANDSHAKE = Duration.ofSeconds(10);
    private static final Duration FIRST_MESSAGE = Duration.ofSeconds(10);
    private static final Duration CLOSE = Duration.ofSeconds(5);
    private static final Duration MESSAGE = Duration.ofSeconds(5);

    private final CountDownLatch blocked = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private final List<RawClient> clients = new ArrayList<>();

    /// "block" blocks its event loop, which no handler there may do.
    private final Handler handler = (connection, message) -> {
        switch (message.text()) {
            case "block" -> {
                blocked.countDown();
                assertThat(release.await(100, TimeUnit.SECONDS)).isTrue();
            }
            case "close" -> connection.close(1000, "");
            default -> connection.send(message);
        }
    };

    @AfterEach
    void closeAll() throws IOException {
        for (RawClient client : clients) {
            client.close();
        }
    }

    private interface Action {
        void run() throws IOException;
    }

    /// Connections go to the loops in turn: the one that comes after these shares its loop with the first of them.
    private RawClient blocker(TestServer server, String... headers) throws Exception {
        int loops = server.server.figures().snapshot().loopLag().size();
        for (int i = 0; i < loops; i++) {
            RawClient client = server.connect();
            clients.add(client);
            client.upgrade(headers);
            server.recording.opened();
        }
        return clients.getFirst();
    }

    /// The loop stands still, the peer does something in time, and then the deadline passes.
    private void stall(TestServer server, RawClient blocker, Duration left, Action inTime) throws Exception {
        blocker.text("block");
        assertThat(blocked.await(60, TimeUnit.SECONDS)).isTrue();
        inTime.run();
        long deadline = server.time.nanos() + left.toNanos();
        Thread time = Thread.ofPlatform().start(() -> server.time.advance(left));
        // The clock stands on the deadline, and its task waits behind the block.
        waitUntil(() -> server.time.nanos() == deadline && time.getState() == Thread.State.WAITING);
        release.countDown();
        time.join();
    }

    private static void waitUntil(BooleanSupplier condition) {
        long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("a condition that never came true").isLessThan(until);
            Thread.onSpinWait();
        }
    }

    @Test
    void a_request_that_was_finished_in_time_is_answered() throws Exception {
        try (TestServer server = TestServer.of(options -> options, handler)) {
            RawClient blocker = blocker(server);
            RawClient subject = server.connect();
            clients.add(subject);
            String request = RawClient.request("/ws");
            long before = server.server.figures().snapshot().bytesReceived();
            subject.send(request.substring(0, 40));
            waitUntil(() -> server.server.figures().snapshot().bytesReceived() == before + 40);
            stall(server, blocker, HANDSHAKE, () -> subject.send(request.substring(40)));
            assertThat(subject.head()).startsWith("HTTP/1.1 101 ");
            server.time.advance(Duration.ofSeconds(1));
            assertThat(subject.text("still here").read().text()).isEqualTo("still here");
        }
    }

    /// Before the first ping is due.
    private static ServerOptions withShortMessages(ServerOptions options) {
        LimitOptions limits = options.limits();
        return new ServerOptions(
                options.environment(),
                options.listen(),
                options.origins(),
                options.checkOrigin(),
                options.subprotocols(),
                options.rejection(),
                options.auth(),
                options.heartbeat(),
                new LimitOptions(
                        limits.handshakeTimeout(),
                        limits.headerBytes(),
                        limits.headers(),
                        limits.requestLineBytes(),
                        limits.messageBytes(),
                        limits.fragments(),
                        MESSAGE,
                        limits.controlFramesPerSecond(),
                        limits.controlFrameBurst(),
                        limits.messagesPerSecond(),
                        limits.messageBurst(),
                        limits.outboundQueueBytes(),
                        limits.outboundQueueAge(),
                        limits.connections(),
                        limits.connectionsPerUser(),
                        limits.connectionsPerAddress(),
                        limits.maxAge()),
                options.loop(),
                options.closing(),
                options.drain());
    }

    private TestServer withTokens(Authenticator authenticator) throws IOException {
        return TestServer.of(
                options -> options.with(new AuthOptions(
                        Set.of(Carrier.HEADER, Carrier.FIRST_MESSAGE),
                        options.auth().cookie(),
                        options.auth().ticketParameter(),
                        options.auth().firstMessageTimeout(),
                        options.auth().tokenGrace(),
                        AuthOptions.WithoutCredential.REFUSE)),
                Route.onEventLoop("/ws", handler),
                authenticator);
    }

    @Test
    void a_first_message_that_was_sent_in_time_is_heard() throws Exception {
        try (TestServer server = withTokens(credential -> new Authenticator.Accepted(credential.secret(), null))) {
            RawClient blocker = blocker(server, "Authorization: Bearer ada");
            RawClient subject = server.open();
            clients.add(subject);
            stall(server, blocker, FIRST_MESSAGE, () -> subject.text("{\"type\":\"auth\",\"token\":\"bob\"}"));
            assertThat(server.recording.opened().userId()).isEqualTo("bob");
            server.time.advance(Duration.ofSeconds(1));
            assertThat(subject.text("still here").read().text()).isEqualTo("still here");
        }
    }

    /// Whoever judges it has then just been asked.
    @Test
    void a_credential_that_is_being_judged_at_the_deadline_was_not_too_late() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        try (TestServer server = withTokens(credential -> {
            asked.countDown();
            assertThat(answer.await(60, TimeUnit.SECONDS)).isTrue();
            return new Authenticator.Accepted(credential.secret(), null);
        })) {
            RawClient subject = server.open();
            clients.add(subject);
            server.time.advance(FIRST_MESSAGE.minusMillis(100));
            subject.text("{\"type\":\"auth\",\"token\":\"bob\"}");
            assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
            server.time.advance(Duration.ofMillis(500));
            answer.countDown();
            assertThat(server.recording.opened().userId()).isEqualTo("bob");
        }
    }

    @Test
    void who_judges_a_credential_and_does_not_answer_is_late_and_not_the_client() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        try (TestServer server = withTokens(credential -> {
            asked.countDown();
            new CountDownLatch(1).await();
            return new Authenticator.Accepted(credential.secret(), null);
        })) {
            RawClient subject = server.open();
            clients.add(subject);
            subject.text("{\"type\":\"auth\",\"token\":\"bob\"}");
            assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
            server.time.advancePast(FIRST_MESSAGE);
            assertThat(subject.readClose().closeCode()).isEqualTo(1013);
            subject.close(1013, "").close();
            assertThat(server.end().explanation().cause()).isEqualTo(Cause.AUTH_BACKEND_DOWN);
        }
    }

    @Test
    void a_close_frame_that_was_answered_in_time_is_answered() throws Exception {
        try (TestServer server = TestServer.of(options -> options, handler)) {
            RawClient blocker = blocker(server);
            RawClient subject = server.open();
            clients.add(subject);
            subject.text("close");
            subject.readClose();
            stall(server, blocker, CLOSE, () -> subject.close(1000, "").fin());
            var end = server.end();
            assertThat(end.exchange().received()).isNotNull();
            assertThat(end.explanation().cause()).isNotEqualTo(Cause.CLOSE_HANDSHAKE_UNANSWERED);
        }
    }

    @Test
    void a_message_that_was_finished_in_time_arrives() throws Exception {
        try (TestServer server = TestServer.of(LateDeadlinesTest::withShortMessages, handler)) {
            RawClient blocker = blocker(server);
            RawClient subject = server.open();
            clients.add(subject);
            subject.frame(0x01, (byte) 'a').ping("sync");
            assertThat(subject.read().text()).isEqualTo("sync");
            stall(server, blocker, MESSAGE, () -> subject.frame(0x80, (byte) 'b'));
            assertThat(subject.read().text()).isEqualTo("ab");
            server.time.advance(Duration.ofSeconds(1));
            assertThat(subject.text("still here").read().text()).isEqualTo("still here");
        }
    }
}
