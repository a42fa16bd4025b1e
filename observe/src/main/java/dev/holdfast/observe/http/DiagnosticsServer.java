package dev.holdfast.observe.http;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// The running diagnostics API. A server of its own on virtual threads: it answers when the event loops stall.
public final class DiagnosticsServer implements AutoCloseable {
    private static final int BACKLOG = 64;

    /// What a peer that sends or reads slowly may hold: the JDK's server has no limits unless it is told, and takes
    /// them from system properties only. An operator's own setting wins.
    private static final Map<String, String> LIMITS = Map.of(
            "sun.net.httpserver.maxReqTime", "10",
            "sun.net.httpserver.maxRspTime", "60",
            "sun.net.httpserver.maxReqHeaderSize", "16384",
            "sun.net.httpserver.maxReqHeaders", "100",
            "jdk.httpserver.maxConnections", "1000",
            // Small answers in two writes would wait for the peer's delayed acknowledgement.
            "sun.net.httpserver.nodelay", "true");

    private final HttpServer server;
    private final ExecutorService threads;

    private DiagnosticsServer(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /// @throws PortUnavailableException when it can't listen there; the message says what to do
    ///
    /// @param live serves those that watch
    public static DiagnosticsServer start(DiagnosticsOptions options, Resources resources, LiveStream live)
            throws PortUnavailableException {
        LIMITS.forEach(System.getProperties()::putIfAbsent);
        InetSocketAddress bind = options.bind();
        HttpServer server;
        try {
            server = HttpServer.create(bind, BACKLOG);
        } catch (IOException taken) {
            throw new PortUnavailableException(
                    "The diagnostics API can't listen on " + bind.getHostString() + ":" + bind.getPort() + " ("
                            + taken.getMessage() + "): stop what listens there, or choose another with --admin-port.",
                    taken);
        }
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        server.setExecutor(threads);
        server.createContext("/", new Gate(options, server.getAddress(), resources, live)::handle);
        server.start();
        return new DiagnosticsServer(server, threads);
    }

    /// Where it listens, with the port that was really taken.
    public InetSocketAddress address() {
        return server.getAddress();
    }

    /// Stops at once; requests under way are cut off.
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
