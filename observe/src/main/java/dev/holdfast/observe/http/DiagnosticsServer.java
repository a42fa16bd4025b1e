package dev.holdfast.observe.http;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// The running diagnostics API. A server of its own on virtual threads: it answers when the event loops stall.
public final class DiagnosticsServer implements AutoCloseable {
    private static final int BACKLOG = 64;

    private final HttpServer server;
    private final ExecutorService threads;

    private DiagnosticsServer(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /// @throws PortUnavailableException when it can't listen there; the message says what to do
    public static DiagnosticsServer start(DiagnosticsOptions options, Resources resources)
            throws PortUnavailableException {
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
        server.createContext("/", new Gate(options, server.getAddress(), resources)::handle);
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
