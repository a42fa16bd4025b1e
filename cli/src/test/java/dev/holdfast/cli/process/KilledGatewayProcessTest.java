package dev.holdfast.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cli.ends.fixture.Await;
import dev.holdfast.proxy.fixture.RawBackend;
import dev.holdfast.proxy.fixture.RawBackend.Taken;
import dev.holdfast.server.fixture.RawClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The gateway's own process ends, wherever its connections stand: by a stop it records each, by a kill its next start
/// says that it was killed; both sides of each connection see its end, and no socket is left.
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "signals are sent by kill")
class KilledGatewayProcessTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final List<String> ENDS = List.of("connection-ended", "connection-rejected");

    private static final String REQUEST = RawClient.request("/ws");
    private static final String ANSWER =
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

    /// A text, one with a length of 16 bits, and a close frame.
    private static final String FROM_CLIENT = "\u0081\u0085\1\2\3\4hello" + "\u0082\u00FE\0\u0080\1\2\3\4"
            + "x".repeat(128) + "\u0088\u0082\0\0\0\0\u0003\u00E8";

    private static final String FROM_BACKEND =
            "\u0081\5hello" + "\u0082\u007E\0\u0080" + "x".repeat(128) + "\u0088\2\u0003\u00E8";

    @TempDir
    private Path directory;

    /// How far a connection has come.
    ///
    /// @param client how many bytes of its request and frames the client has sent
    /// @param backend how many of its answer and frames the backend has
    private record Point(int client, int backend) {
        boolean asked() {
            return client >= REQUEST.length();
        }

        boolean open() {
            return asked() && backend >= ANSWER.length();
        }

        static Point open(int client, int backend) {
            return new Point(REQUEST.length() + client, ANSWER.length() + backend);
        }
    }

    /// Before the answer, in it, between frames, in the header of a frame and in its payload, in a close frame and
    /// behind it; and three anywhere.
    private static List<Point> points(SplittableRandom random) {
        List<Point> points = new ArrayList<>(List.of(
                new Point(0, 0),
                new Point(20, 0),
                new Point(REQUEST.length(), 0),
                new Point(REQUEST.length(), 40),
                Point.open(0, 0),
                Point.open(1, 3),
                Point.open(11 + 3, 7 + 3),
                Point.open(11 + 8 + 50, 7 + 4 + 100),
                Point.open(FROM_CLIENT.length() - 5, 7),
                Point.open(11, FROM_BACKEND.length() - 1),
                Point.open(FROM_CLIENT.length(), 0),
                Point.open(0, FROM_BACKEND.length())));
        for (int i = 0; i < 3; i++) {
            points.add(new Point(
                    REQUEST.length() + random.nextInt(FROM_CLIENT.length()),
                    random.nextInt(ANSWER.length() + FROM_BACKEND.length())));
        }
        return points;
    }

    private record Pair(
            Point point, RawClient client, @Nullable Taken taken) {
        static Pair at(Point point, InetSocketAddress gateway, RawBackend backend) throws IOException {
            RawClient client = new RawClient(gateway);
            client.send(REQUEST.substring(0, Math.min(point.client(), REQUEST.length())));
            if (!point.asked()) {
                return new Pair(point, client, null);
            }
            Taken taken = backend.takeOneThatAsks();
            taken.send((ANSWER + FROM_BACKEND).substring(0, point.backend()));
            if (point.open()) {
                client.head();
                int frames = point.client() - REQUEST.length();
                client.send(FROM_CLIENT.substring(0, frames));
                // What has passed is what the gateway stands in the middle of.
                taken.read(frames);
                assertThat(client.socket.getInputStream().readNBytes(point.backend() - ANSWER.length()))
                        .hasSize(point.backend() - ANSWER.length());
            }
            return new Pair(point, client, taken);
        }

        String address() {
            return "127.0.0.1:" + client.socket.getLocalPort();
        }

        /// Both sides see the end, and end theirs.
        void end() throws IOException {
            var _ = client.isReset();
            if (taken != null) {
                taken.isGone();
                taken.close();
            }
            client.close();
        }
    }

    private Program gateway(RawBackend backend) throws IOException {
        return Program.start(
                directory,
                Map.of("HOLDFAST_DRAIN_GRACE", "0s", "HOLDFAST_DRAIN_WINDOW", "0s", "HOLDFAST_CLOSING_TIMEOUT", "1s"),
                "proxy",
                "--to",
                "ws://127.0.0.1:" + backend.port(),
                "--port",
                "0",
                "--admin-port",
                "0");
    }

    private static List<Pair> pairs(Program program, RawBackend backend, SplittableRandom random) throws IOException {
        Program.Ready ready = program.ready();
        InetSocketAddress gateway =
                new InetSocketAddress(ready.ws().getHost(), ready.ws().getPort());
        List<Pair> pairs = new ArrayList<>();
        for (Point point : points(random)) {
            pairs.add(Pair.at(point, gateway, backend));
        }
        return pairs;
    }

    private static List<JsonNode> lines(Program program) {
        return program.log().lines().map(JSON::readTree).toList();
    }

    private static Stream<JsonNode> of(List<JsonNode> lines, Pair pair, String... events) {
        return lines.stream()
                .filter(line -> List.of(events).contains(line.path("event").asString()))
                .filter(line -> line.path("remote_address").asString("").equals(pair.address()));
    }

    private static void awaitOpened(Program program, List<Pair> pairs) {
        Await.until("all that are open have their line", () -> {
            List<JsonNode> written = program.log().endsWith("\n") ? lines(program) : List.of();
            return pairs.stream()
                    .filter(pair -> pair.point().open())
                    .allMatch(pair -> of(written, pair, "connection-opened").count() == 1);
        });
    }

    @Test
    void killed_at_any_byte_it_leaves_no_socket_and_its_next_start_says_so() throws Exception {
        try (RawBackend backend = new RawBackend()) {
            for (int seed = 0; seed < 2; seed++) {
                long pid;
                List<Pair> pairs;
                try (Program program = gateway(backend)) {
                    pairs = pairs(program, backend, new SplittableRandom(seed));
                    awaitOpened(program, pairs);
                    pid = program.pid();
                    program.signal("KILL");
                    for (Pair pair : pairs) {
                        pair.end();
                    }
                    assertThat(program.exitStatus()).isEqualTo(128 + 9);
                }
                try (Program next = gateway(backend)) {
                    next.ready();
                    Await.until("the unclean stop is told", () -> next.log().contains("\"previous_pid\":" + pid));
                    List<JsonNode> lines = lines(next);
                    for (Pair pair : pairs) {
                        assertThat(of(lines, pair, "connection-opened"))
                                .as("%s", pair.point())
                                .hasSize(pair.point().open() ? 1 : 0);
                        assertThat(of(lines, pair, ENDS.toArray(String[]::new)))
                                .as("nobody was left to record the end of %s", pair.point())
                                .isEmpty();
                    }
                    next.signal("TERM");
                    assertThat(next.exitStatus()).isZero();
                }
            }
        }
    }

    @Test
    void stopped_at_any_byte_it_records_each_end_once_and_leaves_no_socket() throws Exception {
        try (RawBackend backend = new RawBackend()) {
            for (int seed = 2; seed < 4; seed++) {
                try (Program program = gateway(backend)) {
                    List<Pair> pairs = pairs(program, backend, new SplittableRandom(seed));
                    awaitOpened(program, pairs);
                    program.signal("TERM");
                    for (Pair pair : pairs) {
                        pair.end();
                    }
                    assertThat(program.exitStatus()).isZero();
                    List<JsonNode> lines = lines(program);
                    for (Pair pair : pairs) {
                        assertThat(of(lines, pair, ENDS.toArray(String[]::new)))
                                .as("ends of %s", pair.point())
                                .hasSizeBetween(
                                        pair.point().asked() ? 1 : 0,
                                        pair.point().client() > 0 ? 1 : 0);
                        assertThat(of(lines, pair, "connection-ended"))
                                .as("ends of what was open, %s", pair.point())
                                .hasSize(pair.point().open() ? 1 : 0);
                    }
                    assertThat(program.log()).doesNotContain("unclean-stop");
                }
            }
        }
    }

    @Test
    void killed_clients_and_backends_leave_no_descriptor_behind() throws Exception {
        try (RawBackend backend = new RawBackend();
                Program program = gateway(backend)) {
            Program.Ready ready = program.ready();
            InetSocketAddress gateway =
                    new InetSocketAddress(ready.ws().getHost(), ready.ws().getPort());
            SplittableRandom random = new SplittableRandom(4);
            long before = 0;
            for (int round = 0; round < 4; round++) {
                for (Point point : points(random)) {
                    Pair pair = Pair.at(point, gateway, backend);
                    if (pair.taken() == null || random.nextBoolean()) {
                        pair.client().reset();
                    } else {
                        pair.taken().reset();
                    }
                    pair.end();
                }
                if (round == 0) {
                    // What the first connections bring about, such as loaded classes, stays.
                    before = descriptors(program);
                }
            }
            long most = before;
            Await.until("no more descriptors than before, " + most, () -> descriptors(program) <= most);
            program.signal("TERM");
            assertThat(program.exitStatus()).isZero();
        }
    }

    private static long descriptors(Program program) {
        try (Stream<Path> all = Files.list(Path.of("/proc/" + program.pid() + "/fd"))) {
            return all.count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
