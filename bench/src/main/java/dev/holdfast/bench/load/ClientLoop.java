package dev.holdfast.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// All connections of a load on one selector and one thread, with the buffers they share. Plain NIO, not Netty: a
/// fault in the library under test can't hide in the yardstick.
final class ClientLoop implements AutoCloseable {
    /// Opening handshakes under way at once.
    private static final int OPENING_AT_ONCE = 64;

    private static final int READ_AT_ONCE = 256 * 1024;
    private static final int WRITE_AT_ONCE = 64 * 1024;
    private static final Duration OPENING_DEADLINE = Duration.ofSeconds(60);
    private static final Duration CLOSING_DEADLINE = Duration.ofSeconds(10);

    private final Selector selector;
    private final Consumer<SelectionKey> onReady = key -> ((Connection) key.attachment()).ready();
    private final InetSocketAddress server;
    private final int sourceAddresses;
    private final RandomGenerator random;
    private final Upgrade upgrade;
    private final EchoMessage message;
    private final ServerFrame frame;
    private final Traffic traffic;
    private final Tally tally = new Tally();
    private final Latencies latencies = new Latencies();

    private final Set<Connection> connections = new LinkedHashSet<>();
    private final ByteBuffer readBuffer = ByteBuffer.allocateDirect(READ_AT_ONCE);
    private final byte[] incoming;
    private final ByteBuffer outgoing;
    private int started;
    private int opening;

    ClientLoop(Endpoint endpoint, Payload payload, Traffic traffic, RandomGenerator random) {
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new LoadFailedException("no selector: " + e.getMessage(), e);
        }
        URI url = endpoint.url();
        this.server = new InetSocketAddress(url.getHost(), url.getPort());
        this.sourceAddresses = endpoint.sourceAddresses();
        this.random = random;
        this.upgrade = new Upgrade(url, random);
        this.message = new EchoMessage(payload, random);
        this.frame = new ServerFrame(payload.bytes());
        this.traffic = traffic;
        // What a connection keeps between two reads is less than one frame or one response head.
        this.incoming = new byte[READ_AT_ONCE + Math.max(message.frameBytes(), Upgrade.MAX_HEAD)];
        this.outgoing = ByteBuffer.allocateDirect(Math.max(WRITE_AT_ONCE, message.frameBytes()));
    }

    Tally tally() {
        return tally;
    }

    Latencies latencies() {
        return latencies;
    }

    EchoMessage message() {
        return message;
    }

    Upgrade upgrade() {
        return upgrade;
    }

    ServerFrame frame() {
        return frame;
    }

    Traffic traffic() {
        return traffic;
    }

    byte[] incoming() {
        return incoming;
    }

    ByteBuffer outgoing() {
        return outgoing.clear();
    }

    int nextMask() {
        return random.nextInt();
    }

    int size() {
        return connections.size();
    }

    List<Connection> connections() {
        return List.copyOf(connections);
    }

    /// Reads once into [#incoming()] from `at`; the number of bytes, or -1 at the end of the stream.
    int read(SocketChannel socket, int at) throws IOException {
        int read = socket.read(readBuffer.clear());
        if (read > 0) {
            readBuffer.flip().get(incoming, at, read);
        }
        return read;
    }

    /// Waits at most this long for something to happen on any connection, and handles it. Zero looks once.
    void turn(Duration wait) {
        try {
            long millis = wait.toMillis();
            if (millis > 0) {
                selector.select(onReady, millis);
            } else {
                selector.selectNow(onReady);
            }
        } catch (IOException e) {
            throw new LoadFailedException("the selector failed: " + e.getMessage(), e);
        }
    }

    /// Turns until the condition holds.
    ///
    /// @return whether it does; false when the time was over first
    boolean turnUntil(BooleanSupplier condition, Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline >= 0) {
                return false;
            }
            turn(Duration.ofMillis(20));
        }
        return true;
    }

    /// Starts one connection; [Traffic#opened] tells when it is open.
    void start() {
        Connection connection;
        try {
            SocketChannel socket = SocketChannel.open();
            socket.configureBlocking(false);
            socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
            if (sourceAddresses > 1) {
                socket.bind(new InetSocketAddress("127.0.0." + (1 + started % sourceAddresses), 0));
            }
            SelectionKey key = socket.register(selector, SelectionKey.OP_CONNECT);
            connection = new Connection(this, socket, key, System.nanoTime());
            key.attach(connection);
        } catch (IOException e) {
            throw new LoadFailedException(
                    "no further socket with %d open: %s (is the limit of open files, ulimit -n, too low?)"
                            .formatted(connections.size(), e.getMessage()),
                    e);
        }
        started++;
        opening++;
        connections.add(connection);
        connection.connect(server);
    }

    /// Opens `count` connections, some at a time, and returns when all are open.
    void open(int count) {
        int target = connections.size() + count;
        boolean opened = turnUntil(
                () -> {
                    while (opening < OPENING_AT_ONCE && connections.size() < target && tally.faultTotal() == 0) {
                        start();
                    }
                    return tally.faultTotal() > 0 || (opening == 0 && connections.size() == target);
                },
                OPENING_DEADLINE);
        if (!opened || tally.faultTotal() > 0) {
            throw new LoadFailedException("only %d of %d connections could be opened; first faults: %s"
                    .formatted(connections.size() - opening, target, tally.firstFaults()));
        }
    }

    void opened(Connection connection, long now) {
        opening--;
        traffic.opened(this, connection, now);
    }

    void ended(Connection connection, boolean wasOpening) {
        connections.remove(connection);
        if (wasOpening) {
            opening--;
        }
        traffic.ended(this);
    }

    /// Does the closing handshake on every connection and waits for its end.
    void closeConnections() {
        connections().forEach(Connection::close);
        if (!turnUntil(connections::isEmpty, CLOSING_DEADLINE)) {
            tally.faults(Fault.CLOSING, connections.size(), "closing handshake not finished after " + CLOSING_DEADLINE);
        }
    }

    @Override
    public void close() {
        connections().forEach(Connection::abort);
        try {
            selector.close();
        } catch (IOException ignored) {
            // The process has no further use for it either way.
        }
    }
}
