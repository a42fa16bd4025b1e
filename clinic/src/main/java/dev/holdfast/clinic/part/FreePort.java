package dev.holdfast.clinic.part;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;

/// Ports for programs that can't take a free one by themselves.
final class FreePort {
    private FreePort() {}

    static InetSocketAddress take() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
        }
    }

    /// Waits until something accepts connections there.
    static void await(InetSocketAddress address, Child program) throws Exception {
        Patience.until("a listener at " + address, () -> {
            if (!program.alive()) {
                throw new IOException("a program ended before it listened; it said: " + program.errors());
            }
            try (Socket probe = new Socket(address.getAddress(), address.getPort())) {
                return Optional.of(probe.isConnected());
            } catch (IOException _) {
                return Optional.empty();
            }
        });
    }
}
