package dev.holdfast.clinic.fault;

import dev.holdfast.clinic.fault.Fault.Cut;
import dev.holdfast.clinic.fault.Fault.Flow;
import dev.holdfast.clinic.fault.Fault.How;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// One connection through the relay: a thread for each direction, and one that watches the time.
final class RelayedConnection {
    private final Socket client;
    private final Socket server;
    private final Fault fault;
    private final AtomicBoolean cut = new AtomicBoolean();
    private final AtomicInteger directions = new AtomicInteger(2);
    private volatile boolean silenced;
    private volatile boolean clientHearsNothing;
    private volatile long upgraded;
    private volatile long fromServer;
    private volatile long fromClient;

    RelayedConnection(Socket client, Socket server, Fault fault) throws IOException {
        this.client = client;
        this.server = server;
        this.fault = fault;
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
    }

    void run() throws IOException {
        HandshakeRewrite.pass(client.getInputStream(), server.getOutputStream(), fault.request());
        HandshakeRewrite.pass(server.getInputStream(), client.getOutputStream(), fault.response());
        upgraded = System.nanoTime();
        fromServer = upgraded;
        fromClient = upgraded;
        Thread.ofVirtual().start(() -> pump(client, server, fault.toServer(), true));
        Thread.ofVirtual().start(() -> pump(server, client, fault.toClient(), false));
        Cut planned = fault.cut();
        if (planned != null && planned.when() != Fault.When.ASKED) {
            watch(planned);
        }
    }

    private void watch(Cut planned) {
        try {
            while (!cut.get()) {
                long left = planned.after().toNanos() - (System.nanoTime() - since(planned.when()));
                if (left <= 0) {
                    cut(planned.how());
                    return;
                }
                Thread.sleep(Duration.ofNanos(left));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private long since(Fault.When when) {
        return switch (when) {
            case SILENCE -> Math.max(fromServer, fromClient);
            case SILENCE_FROM_SERVER -> fromServer;
            case SILENCE_FROM_CLIENT -> fromClient;
            case AGE, ASKED -> upgraded;
        };
    }

    private void pump(Socket from, Socket to, Flow flow, boolean fromTheClient) {
        byte[] bytes = new byte[64 * 1024];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            if (!flow.insert().isEmpty()) {
                out.write(flow.insert().getBytes(StandardCharsets.ISO_8859_1));
            }
            while (true) {
                int count = in.read(bytes);
                boolean passed = !silenced && (fromTheClient || !clientHearsNothing);
                if (count < 0) {
                    if (passed) {
                        to.shutdownOutput();
                    }
                    return;
                }
                long now = System.nanoTime();
                if (fromTheClient) {
                    fromClient = now;
                } else {
                    fromServer = now;
                }
                if (passed) {
                    pass(bytes, count, out, flow);
                }
            }
        } catch (IOException _) {
            // Whatever broke one side breaks the other one, as a relay does that has nothing more to pass on.
            if (!silenced) {
                end(to, How.RESET);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            if (directions.decrementAndGet() == 0 && !silenced) {
                close(client);
                close(server);
            }
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // it is gone already
        }
    }

    private static void pass(byte[] bytes, int count, OutputStream out, Flow flow)
            throws IOException, InterruptedException {
        if (flow.delay().isPositive()) {
            Thread.sleep(flow.delay());
        }
        int slice = flow.sliceBytes() == 0 ? count : flow.sliceBytes();
        for (int at = 0; at < count; at += slice) {
            int length = Math.min(slice, count - at);
            out.write(bytes, at, length);
            if (flow.bytesPerSecond() > 0) {
                Thread.sleep(Duration.ofNanos(length * 1_000_000_000L / flow.bytesPerSecond()));
            }
        }
    }

    void cut(How how) {
        if (!cut.compareAndSet(false, true)) {
            return;
        }
        if (how == How.SILENCE || how == How.SILENCE_TO_CLIENT) {
            silenced |= how == How.SILENCE;
            clientHearsNothing = true;
            cut.set(false); // it can still be ended
            return;
        }
        end(server, how);
        end(client, how);
    }

    private static void end(Socket socket, How how) {
        try {
            switch (how) {
                case FIN -> socket.shutdownOutput();
                case RESET -> {
                    socket.setSoLinger(true, 0);
                    socket.close();
                }
                case SILENCE, SILENCE_TO_CLIENT -> {}
            }
        } catch (IOException _) {
            // it is gone already
        }
    }
}
