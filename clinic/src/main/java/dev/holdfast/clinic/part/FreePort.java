package dev.holdfast.clinic.part;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/// Ports for programs that can't take a free one by themselves.
public final class FreePort {
    private static final int LOWEST = 12_000;

    /// See `ip_local_port_range`.
    private static final int LOWEST_OF_THE_KERNEL = 32_768;

    private static final int TRIES = 100;

    private FreePort() {}

    /// One of those that the kernel hands out to nobody by itself, or another trial may have it before the program
    /// does.
    public static InetSocketAddress take() throws IOException {
        IOException taken = null;
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, LOWEST_OF_THE_KERNEL);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
            } catch (IOException e) {
                taken = e;
            }
        }
        throw new IOException("found no free port in " + TRIES + " tries", taken);
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
