package dev.holdfast.clinic.part;

import dev.holdfast.server.fixture.RawClient;
import java.io.IOException;
import java.net.InetSocketAddress;

/// A plain client that behaves: it answers pings and close frames, reads whatever comes, and says what it is told to.
public final class Talker implements AutoCloseable {
    private final RawClient client;
    private final Thread reader;

    private Talker(RawClient client) throws IOException {
        this.client = client;
        client.socket.setSoTimeout(0);
        reader = Thread.ofVirtual().start(this::listen);
    }

    /// @param headers of its handshake, besides the usual ones
    public static Talker connect(InetSocketAddress server, String... headers) throws IOException {
        RawClient client = new RawClient(server);
        boolean connected = false;
        try {
            client.upgrade(headers);
            connected = true;
            return new Talker(client);
        } finally {
            if (!connected) {
                client.close();
            }
        }
    }

    public void say(String text) throws IOException {
        synchronized (client) {
            client.text(text);
        }
    }

    /// Leaves in order.
    public void leave(int code) throws IOException {
        synchronized (client) {
            client.close(code, "");
        }
    }

    private void listen() {
        try {
            while (true) {
                RawClient.Frame frame = client.read();
                synchronized (client) {
                    switch (frame.opcode()) {
                        case 8 -> client.frame(0x88, frame.payload());
                        case 9 -> client.pong(frame.payload());
                        default -> {}
                    }
                }
            }
        } catch (IOException _) {
            // the end, whoever made it
        }
        try {
            client.close();
        } catch (IOException _) {
            // it is gone already
        }
    }

    @Override
    public void close() throws Exception {
        client.close();
        reader.join();
    }
}
