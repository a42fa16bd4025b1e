package dev.holdfast.doctor.probe.wire;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLSocket;

/// As much of HTTP/2 as it takes to ask for a WebSocket over it (RFC 9113, RFC 8441): the preface, the
/// server's settings, one extended CONNECT, and its answer.
public final class Http2 {
    private static final String H2 = "h2";
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int MOST_FRAMES = 50;
    private static final int MOST_BYTES = 64 * 1024;

    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int ACK = 1;
    private static final int END_HEADERS = 4;
    private static final int ENABLE_CONNECT_PROTOCOL = 8;

    private final DataInputStream in;
    private final OutputStream out;

    private Http2(SSLSocket socket) throws IOException {
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    /// What came of it.
    public sealed interface Outcome {}

    /// The server does not choose HTTP/2, though it is offered.
    public record NotSpoken() implements Outcome {}

    /// It speaks HTTP/2, and offers no WebSockets over it.
    public record NotOffered() implements Outcome {}

    /// It offers them, and answered so.
    public record Answered(int status) implements Outcome {}

    /// It offers them, and ended the request without an answer.
    ///
    /// @param how in a few words
    public record Failed(String how) implements Outcome {}

    /// @throws Dialer.DialFailure when TLS does not come about
    public static Outcome ask(Dialer dialer, InetAddress address, HandshakeRequest request) throws Dialer.DialFailure {
        try (SSLSocket socket = dialer.secure(address, List.of(H2, Dialer.HTTP_1))) {
            if (!Objects.equals(socket.getApplicationProtocol(), H2)) {
                return new NotSpoken();
            }
            return new Http2(socket).connect(request);
        } catch (Dialer.DialFailure failure) {
            throw failure;
        } catch (SocketTimeoutException _) {
            return new Failed("no answer came in time");
        } catch (IOException e) {
            return new Failed("the connection ended: " + e.getMessage());
        }
    }

    /// @param payload without the header of nine bytes
    private record Frame(int type, int flags, int stream, byte[] payload) {
        boolean acknowledges() {
            return (flags & ACK) != 0;
        }
    }

    private Outcome connect(HandshakeRequest request) throws IOException {
        out.write(PREFACE);
        write(SETTINGS, 0, 0, new byte[0]);
        boolean asked = false;
        for (int i = 0; i < MOST_FRAMES; i++) {
            Frame frame = read();
            if (frame.type() == SETTINGS && !frame.acknowledges()) {
                write(SETTINGS, ACK, 0, new byte[0]);
                if (!asked && !offersConnect(frame.payload())) {
                    return new NotOffered();
                }
                if (!asked) {
                    write(HEADERS, END_HEADERS, 1, request.http2Fields());
                    asked = true;
                }
            } else if (frame.type() == PING && !frame.acknowledges()) {
                write(PING, ACK, 0, frame.payload());
            } else if (frame.type() == HEADERS && frame.stream() == 1) {
                return new Answered(Http2Status.of(frame.payload(), frame.flags()));
            } else if (frame.type() == RST_STREAM && frame.stream() == 1) {
                return new Failed("RST_STREAM with error " + number(frame.payload(), 0));
            } else if (frame.type() == GOAWAY) {
                return new Failed("GOAWAY with error " + number(frame.payload(), 4));
            }
        }
        return new Failed("no answer within " + MOST_FRAMES + " frames");
    }

    private static boolean offersConnect(byte[] settings) {
        for (int i = 0; i + 6 <= settings.length; i += 6) {
            if (((settings[i] & 0xff) << 8 | (settings[i + 1] & 0xff)) == ENABLE_CONNECT_PROTOCOL) {
                return number(settings, i + 2) == 1;
            }
        }
        return false;
    }

    private static int number(byte[] bytes, int at) {
        int number = 0;
        for (int i = at; i < Math.min(at + 4, bytes.length); i++) {
            number = (number << 8) | (bytes[i] & 0xff);
        }
        return number;
    }

    private Frame read() throws IOException {
        int length = (in.readUnsignedByte() << 16) | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt() & Integer.MAX_VALUE;
        if (length > MOST_BYTES) {
            throw new IOException("a frame of " + length + " bytes");
        }
        byte[] payload = in.readNBytes(length);
        if (payload.length < length) {
            throw new IOException("it broke off in a frame");
        }
        return new Frame(type, flags, stream, payload);
    }

    private void write(int type, int flags, int stream, byte[] payload) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(payload.length >> 16);
        frame.write(payload.length >> 8);
        frame.write(payload.length);
        frame.write(type);
        frame.write(flags);
        frame.writeBytes(new byte[] {0, 0, 0, (byte) stream});
        frame.writeBytes(payload);
        out.write(frame.toByteArray());
        out.flush();
    }
}
