package dev.holdfast.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.proxy.fixture.RawBackend;
import dev.holdfast.proxy.fixture.RawBackend.Taken;
import dev.holdfast.proxy.fixture.TestGateway;
import dev.holdfast.server.fixture.RawClient;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Whoever is killed, and at whatever byte: one record a connection, and nothing is left behind.
class KilledTest {
    private static final List<String> LEAKS = new CopyOnWriteArrayList<>();

    /// What passes in one life, with its handshake.
    private static final String REQUEST = RawClient.request("/ws");

    private static final String FRAMES = "\u0081\u0085\1\2\3\4hello\u0089\u0080\1\2\3\4\u0082\u0083\1\2\3\4abc";

    /// Netty's own detector, which the tests run at its strictest: every buffer is followed.
    @BeforeAll
    static void watchForLeaks() throws ReflectiveOperationException {
        Field field = Class.forName("io.netty.buffer.AbstractByteBuf").getDeclaredField("leakDetector");
        field.setAccessible(true);
        ((ResourceLeakDetector<?>) field.get(null)).setLeakListener((type, records) -> LEAKS.add(type + " " + records));
    }

    @AfterAll
    static void no_buffer_was_lost_and_one_that_is_would_be_noticed() {
        assertThat(lost()).isEmpty();
        loseOne();
        assertThat(lost()).isNotEmpty();
    }

    private static void loseOne() {
        ByteBufAllocator.DEFAULT.buffer(16).writeInt(1);
    }

    /// The detector tells of what the garbage collector has found when the next buffers are made.
    private static List<String> lost() {
        for (int i = 0; i < 20 && LEAKS.isEmpty(); i++) {
            System.gc();
            ByteBufAllocator.DEFAULT.buffer(16).release();
        }
        return LEAKS;
    }

    @Test
    void a_client_killed_at_any_byte_of_its_own_leaves_one_record() throws Exception {
        String all = REQUEST + FRAMES;
        long before = descriptors();
        try (RawBackend backend = new RawBackend();
                TestGateway gateway = TestGateway.to(backend.port())) {
            for (int bytes = 1; bytes <= all.length(); bytes += 1 + bytes % 7) {
                RawClient client = gateway.connect();
                client.send(all.substring(0, bytes));
                if (bytes >= REQUEST.length()) {
                    try (Taken taken = backend.upgrade()) {
                        kill(client, bytes);
                        taken.isGone();
                    }
                } else {
                    kill(client, bytes);
                }
                gateway.end();
            }
            gateway.awaitNoConnection();
        }
        assertThat(descriptors()).isLessThanOrEqualTo(before + 8);
    }

    private static void kill(RawClient client, int bytes) throws IOException {
        if (bytes % 2 == 0) {
            client.reset();
        } else {
            client.close();
        }
    }

    @Test
    void a_backend_killed_at_any_byte_of_its_own_leaves_one_record() throws Exception {
        SplittableRandom random = new SplittableRandom(7);
        try (RawBackend backend = new RawBackend();
                TestGateway gateway = TestGateway.to(backend.port())) {
            String answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
            String all = answer + "\u0081\5hello\u0089\0\u0088\2\u0003\u00E8";
            for (int bytes = 0; bytes <= all.length(); bytes += 1 + bytes % 5) {
                try (RawClient client = gateway.connect()) {
                    client.send(REQUEST);
                    Taken taken = backend.takeOneThatAsks();
                    taken.send(all.substring(0, bytes));
                    if (random.nextBoolean()) {
                        taken.reset();
                    } else {
                        taken.close();
                    }
                    drain(client);
                }
                EndRecord end = gateway.end();
                assertThat(end.opened() && bytes < answer.length())
                        .as("opened by a whole 101 only")
                        .isFalse();
            }
            gateway.awaitNoConnection();
        }
    }

    @Test
    void a_gateway_stopped_at_once_ends_and_records_whatever_lives() throws Exception {
        try (RawBackend backend = new RawBackend();
                TestGateway gateway = TestGateway.to(backend.port())) {
            RawClient begun = gateway.connect();
            begun.send(REQUEST.substring(0, 20));
            RawClient asking = gateway.connect();
            asking.send(REQUEST);
            backend.take().request();
            RawClient open = gateway.connect();
            open.send(REQUEST);
            backend.upgrade();
            open.head();
            open.send("\u0081\u0085\1\2");
            gateway.gateway.close();
            for (int i = 0; i < 3; i++) {
                gateway.end();
            }
            drain(begun);
            drain(asking);
            drain(open);
        }
    }

    /// Reads to the end, whichever way it comes.
    private static void drain(RawClient client) throws IOException {
        var _ = client.isReset();
    }

    private static long descriptors() throws IOException {
        Path open = Path.of("/proc/self/fd");
        if (!Files.isDirectory(open)) {
            return 0;
        }
        try (Stream<Path> all = Files.list(open)) {
            return all.count();
        }
    }

    @Test
    void who_never_follows_is_cut_and_recorded() throws Exception {
        try (RawBackend backend = new RawBackend();
                TestGateway gateway = TestGateway.to(backend.port());
                RawClient client = gateway.connect()) {
            client.send(REQUEST);
            Taken taken = backend.upgrade();
            client.head();
            taken.reset();
            drain(client);
            gateway.time.advance(Duration.ofSeconds(6));
            gateway.end();
        }
    }
}
