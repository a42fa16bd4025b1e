package dev.holdfast.doctor.probe.wire;

import dev.holdfast.core.close.TransportEnd;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// A socket with the bytes that were read from it and not used yet. Every read waits at most until a
/// deadline, and bytes that came before it are kept. Used by one thread.
final class Wire implements AutoCloseable {
    private static final int STEP = 16 * 1024;
    private static final long NANOS_A_MILLI = 1_000_000;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private byte[] bytes = new byte[STEP];
    private int from;
    private int to;
    private @Nullable TransportEnd end;

    long received;
    long sent;
    long lastReceived;
    long lastSent;

    Wire(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
        this.lastReceived = System.nanoTime();
        this.lastSent = lastReceived;
    }

    /// How TCP has ended, where it has.
    @Nullable
    TransportEnd end() {
        return end;
    }

    int available() {
        return to - from;
    }

    int peek(int at) {
        return bytes[from + at] & 0xff;
    }

    byte[] take(int count) {
        byte[] taken = Arrays.copyOfRange(bytes, from, from + count);
        from += count;
        return taken;
    }

    void skip(int count) {
        from += count;
    }

    /// Reads some more bytes.
    ///
    /// @return whether some came; else it is time, or TCP has [#end]ed
    boolean fill(long deadlineNanos) {
        if (end != null) {
            return false;
        }
        long left = deadlineNanos - System.nanoTime();
        if (left <= 0) {
            return false;
        }
        makeRoom();
        try {
            socket.setSoTimeout((int) Math.max(1, Math.min(Integer.MAX_VALUE, left / NANOS_A_MILLI)));
            int read = in.read(bytes, to, bytes.length - to);
            if (read < 0) {
                end = new TransportEnd.PeerFin(false);
                return false;
            }
            to += read;
            received += read;
            lastReceived = System.nanoTime();
            return read > 0;
        } catch (SocketTimeoutException _) {
            return false;
        } catch (IOException e) {
            end = endOf(e, TransportEnd.SeenBy.READ);
            return false;
        }
    }

    private void makeRoom() {
        if (from > 0) {
            System.arraycopy(bytes, from, bytes, 0, to - from);
            to -= from;
            from = 0;
        }
        if (bytes.length - to < STEP) {
            bytes = Arrays.copyOf(bytes, bytes.length * 2);
        }
    }

    /// @return whether the kernel took them; else TCP has [#end]ed
    boolean write(byte[] all) {
        if (end != null) {
            return false;
        }
        try {
            out.write(all);
            out.flush();
            sent += all.length;
            lastSent = System.nanoTime();
            return true;
        } catch (IOException e) {
            end = endOf(e, TransportEnd.SeenBy.WRITE);
            return false;
        }
    }

    private static TransportEnd endOf(IOException failure, TransportEnd.SeenBy seenBy) {
        String said = String.valueOf(failure.getMessage());
        String message = said.toLowerCase(Locale.ROOT);
        if (failure instanceof SocketException || failure instanceof SSLException) {
            if (message.contains("reset") || message.contains("broken pipe") || message.contains("aborted")) {
                return new TransportEnd.PeerReset(seenBy, failure.getClass().getName() + ": " + said);
            }
        }
        if (message.contains("timed out")) {
            return new TransportEnd.TimedOut(said);
        }
        return new TransportEnd.Failed(failure.getClass().getName(), said);
    }

    Duration sinceReceived() {
        return Duration.ofNanos(System.nanoTime() - lastReceived);
    }

    Duration sinceSent() {
        return Duration.ofNanos(System.nanoTime() - lastSent);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException _) {
            // it is gone all the same
        }
    }
}
