package dev.holdfast.clinic.fault;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/// Stands between clients and a server, passes on what they say, and commits one fault.
public final class FaultRelay implements AutoCloseable {
    private final ServerSocket listener;
    private final InetSocketAddress server;
    private final Fault fault;
    private final Queue<RelayedConnection> connections = new ConcurrentLinkedQueue<>();
    private volatile @Nullable InetAddress from;

    private FaultRelay(ServerSocket listener, InetSocketAddress server, Fault fault) {
        this.listener = listener;
        this.server = server;
        this.fault = fault;
    }

    public static FaultRelay start(InetSocketAddress server, Fault fault) throws IOException {
        ServerSocket listener = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
        FaultRelay relay = new FaultRelay(listener, server, fault);
        Thread.ofVirtual().start(relay::accept);
        return relay;
    }

    /// Where clients connect.
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    /// From now on new connections reach the server from this address, such as `127.0.0.7`.
    public FaultRelay from(String address) throws IOException {
        from = InetAddress.getByName(address);
        return this;
    }

    /// Commits the cut of the fault now, on every connection.
    public void cut() {
        Fault.Cut cut = fault.cut();
        if (cut == null) {
            throw new IllegalStateException("the fault " + fault.name() + " cuts nothing: expected one with a cut");
        }
        connections.forEach(each -> each.cut(cut.how()));
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> relay(client));
            } catch (IOException _) {
                return;
            }
        }
    }

    private void relay(Socket client) {
        try {
            Socket upstream = new Socket();
            InetAddress source = from;
            if (source != null) {
                upstream.bind(new InetSocketAddress(source, 0));
            }
            upstream.connect(server);
            RelayedConnection connection = new RelayedConnection(client, upstream, fault);
            connections.add(connection);
            connection.run();
        } catch (IOException _) {
            try {
                client.close();
            } catch (IOException _) {
                // it is gone already
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        connections.forEach(each -> each.cut(Fault.How.RESET));
    }
}
