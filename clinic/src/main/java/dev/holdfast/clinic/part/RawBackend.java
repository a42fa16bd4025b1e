package dev.holdfast.clinic.part;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A backend that does exactly what a case says, right or wrong.
public final class RawBackend implements AutoCloseable {
    private static final Pattern KEY = Pattern.compile("(?i)\r\nSec-WebSocket-Key: *(\\S+)\r\n");

    private final ServerSocket listener;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();

    private RawBackend(ServerSocket listener) {
        this.listener = listener;
    }

    /// What it does with a connection whose request has come. The connection stays open when this returns.
    @FunctionalInterface
    public interface Behaviour {
        void serve(Exchange exchange) throws IOException, InterruptedException;
    }

    public static RawBackend start(Behaviour behaviour) throws IOException {
        RawBackend backend = new RawBackend(new ServerSocket(0, 100, InetAddress.getLoopbackAddress()));
        Thread.ofVirtual().start(() -> backend.accept(behaviour));
        return backend;
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    private void accept(Behaviour behaviour) {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                sockets.add(socket);
                Thread.ofVirtual().start(() -> {
                    try {
                        behaviour.serve(new Exchange(socket, head(socket.getInputStream())));
                    } catch (IOException _) {
                        // the other side has gone
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                    }
                });
            } catch (IOException _) {
                return;
            }
        }
    }

    /// One request, and the socket to answer it on.
    ///
    /// @param head of the request
    public record Exchange(Socket socket, String head) {
        public Exchange send(byte... bytes) throws IOException {
            socket.getOutputStream().write(bytes);
            return this;
        }

        public Exchange send(String text) throws IOException {
            return send(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        /// Answers with a 101 as it should be.
        ///
        /// @param headers further lines, such as `Sec-WebSocket-Protocol: jwt-auth`
        public Exchange upgrade(String... headers) throws IOException {
            return send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Accept: " + accept() + "\r\n"
                    + (headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n") + "\r\n");
        }

        /// A server's frame.
        ///
        /// @param first its first byte: FIN, reserved bits and opcode
        public Exchange frame(int first, byte... payload) throws IOException {
            ByteArrayOutputStream frame = new ByteArrayOutputStream();
            frame.write(first);
            if (payload.length < 126) {
                frame.write(payload.length);
            } else {
                frame.write(126);
                frame.write(payload.length >> 8);
                frame.write(payload.length);
            }
            frame.writeBytes(payload);
            return send(frame.toByteArray());
        }

        public Exchange text(String text) throws IOException {
            return frame(0x81, text.getBytes(StandardCharsets.UTF_8));
        }

        /// A close frame, whatever the code.
        public Exchange close(int code, String reason) throws IOException {
            ByteArrayOutputStream payload = new ByteArrayOutputStream();
            payload.write(code >> 8);
            payload.write(code);
            payload.writeBytes(reason.getBytes(StandardCharsets.UTF_8));
            return frame(0x88, payload.toByteArray());
        }

        /// Waits for some bytes of the client.
        public Exchange awaitBytes() throws IOException {
            if (socket.getInputStream().read() < 0) {
                throw new IOException("the client ended where bytes of it were expected");
            }
            return this;
        }

        /// Reads, and does nothing with it, until the other side has ended.
        public Exchange readAll() throws IOException {
            socket.getInputStream().readAllBytes();
            return this;
        }

        public void end() throws IOException {
            socket.close();
        }

        public void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        private String accept() {
            Matcher key = KEY.matcher(head);
            if (!key.find()) {
                throw new IllegalStateException("found no key in " + head);
            }
            try {
                return Base64.getEncoder()
                        .encodeToString(MessageDigest.getInstance("SHA-1")
                                .digest((key.group(1) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                                        .getBytes(StandardCharsets.US_ASCII)));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has SHA-1", e);
            }
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int octet = in.read();
            if (octet < 0) {
                throw new IOException("no request came");
            }
            head.append((char) octet);
        }
        return head.toString();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
