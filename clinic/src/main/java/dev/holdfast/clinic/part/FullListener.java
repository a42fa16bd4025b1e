package dev.holdfast.clinic.part;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/// An address at which nothing answers any more: whoever connects hears nothing, as behind a firewall that drops.
public final class FullListener implements AutoCloseable {
    private static final int MOST = 20;
    private static final int SOON_MILLIS = 300;

    private final ServerSocket listener;
    private final List<Socket> waiting = new ArrayList<>();

    private FullListener(ServerSocket listener) {
        this.listener = listener;
    }

    /// Nobody accepts, so the kernel drops what comes when its queue is full.
    public static FullListener start() throws IOException {
        FullListener full = new FullListener(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
        try {
            for (int i = 0; i < MOST; i++) {
                Socket socket = new Socket();
                full.waiting.add(socket);
                socket.connect(full.address(), SOON_MILLIS);
            }
        } catch (SocketTimeoutException isFull) {
            return full;
        }
        full.close();
        throw new IOException("found a listener that takes " + MOST + " connections where it should take one");
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : waiting) {
            socket.close();
        }
    }
}
