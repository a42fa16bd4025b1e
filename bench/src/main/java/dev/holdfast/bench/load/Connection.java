package dev.holdfast.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One client connection: its socket, what it sent and what it expects back. Touched by the loop's thread only.
final class Connection {
    private enum State {
        CONNECTING,
        UPGRADING,
        OPEN,
        /// Our close frame is out; replies still under way are checked, the server ends the TCP connection.
        CLOSING,
        GONE
    }

    private final ClientLoop loop;
    private final SocketChannel socket;
    private final SelectionKey key;
    private final long startedNanos;
    private final LongFifo dueTimes = new LongFifo();

    private State state = State.CONNECTING;
    private int nextSent;
    private int nextExpected;
    /// The beginning of a frame or response head whose end has not arrived.
    private byte @Nullable [] unread;
    /// What the socket did not take.
    private @Nullable ByteBuffer unwritten;

    Connection(ClientLoop loop, SocketChannel socket, SelectionKey key, long startedNanos) {
        this.loop = loop;
        this.socket = socket;
        this.key = key;
        this.startedNanos = startedNanos;
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    boolean isGone() {
        return state == State.GONE;
    }

    long startedNanos() {
        return startedNanos;
    }

    int underWay() {
        return dueTimes.size();
    }

    /// Sends the next `count` messages in one write, as due at `due`. Does nothing on a connection that is not
    /// open.
    void send(int count, long due) {
        for (int left = count; left > 0 && state == State.OPEN; ) {
            ByteBuffer out = loop.outgoing();
            int batch = Math.min(left, out.capacity() / loop.message().frameBytes());
            for (int i = 0; i < batch; i++) {
                loop.message().put(out, nextSent++);
                dueTimes.add(due);
            }
            loop.tally().sent += batch;
            left -= batch;
            write(out.flip());
        }
    }

    /// Starts the closing handshake with code 1000.
    void close() {
        if (state == State.OPEN) {
            state = State.CLOSING;
            control(ClientFrame.CLOSE, new byte[] {0x03, (byte) 0xe8});
        }
    }

    /// Ends the TCP connection without a close frame.
    void abort() {
        if (state != State.GONE) {
            end();
        }
    }

    void ready() {
        try {
            if (state == State.CONNECTING) {
                connected();
                return;
            }
            ByteBuffer rest = unwritten;
            if (rest != null && key.isWritable()) {
                unwritten = null;
                key.interestOps(SelectionKey.OP_READ);
                write(rest);
            }
            if (state != State.GONE && key.isReadable()) {
                receive();
            }
        } catch (IOException e) {
            lost(String.valueOf(e.getMessage()));
        }
    }

    void connect(InetSocketAddress server) {
        try {
            if (socket.connect(server)) {
                connected();
            }
        } catch (IOException e) {
            lost(String.valueOf(e.getMessage()));
        }
    }

    private void connected() throws IOException {
        socket.finishConnect();
        state = State.UPGRADING;
        key.interestOps(SelectionKey.OP_READ);
        write(ByteBuffer.wrap(loop.upgrade().request()));
    }

    private void receive() throws IOException {
        byte[] bytes = loop.incoming();
        int kept = 0;
        if (unread != null) {
            kept = unread.length;
            System.arraycopy(unread, 0, bytes, 0, kept);
            unread = null;
        }
        int read = loop.read(socket, kept);
        if (read < 0) {
            lost("end of stream");
            return;
        }
        long now = System.nanoTime();
        try {
            consume(bytes, kept + read, now);
        } catch (BadReply e) {
            fail(e.fault, e.getMessage() + " (message " + nextExpected + ")");
        }
    }

    private void consume(byte[] bytes, int to, long now) throws BadReply {
        int at = 0;
        if (state == State.UPGRADING) {
            at = loop.upgrade().check(bytes, 0, to);
            if (at == ServerFrame.INCOMPLETE) {
                unread = Arrays.copyOf(bytes, to);
                return;
            }
            state = State.OPEN;
            loop.opened(this, now);
        }
        ServerFrame frame = loop.frame();
        int expectedBefore = nextExpected;
        while (state != State.GONE) {
            int next = frame.read(bytes, at, to);
            if (next == ServerFrame.INCOMPLETE) {
                break;
            }
            at = next;
            take(frame, bytes, now);
        }
        if (state == State.GONE) {
            return;
        }
        if (at < to) {
            unread = Arrays.copyOfRange(bytes, at, to);
        }
        if (nextExpected != expectedBefore) {
            loop.traffic().answered(this, nextExpected - expectedBefore, now);
        }
    }

    private void take(ServerFrame frame, byte[] bytes, long now) throws BadReply {
        int from = frame.payloadAt();
        int length = frame.payloadBytes();
        if (frame.isControl()) {
            takeControl(frame.opcode(), Arrays.copyOfRange(bytes, from, from + length));
            return;
        }
        if (frame.opcode() != loop.message().opcode()) {
            throw new BadReply(Fault.PROTOCOL, "an echo with another opcode: " + frame.opcode());
        }
        if (dueTimes.size() == 0) {
            throw new BadReply(Fault.PAYLOAD, "a message nobody asked for");
        }
        if (!loop.message().isEcho(bytes, from, length, nextExpected)) {
            throw new BadReply(Fault.PAYLOAD, "an echo of something else");
        }
        nextExpected++;
        loop.tally().answered++;
        loop.latencies().record(dueTimes.remove(), now);
    }

    private void takeControl(int opcode, byte[] payload) {
        if (opcode == ClientFrame.PING) {
            loop.tally().pings++;
            if (state == State.OPEN) {
                control(ClientFrame.PONG, payload);
            }
        } else if (opcode == ClientFrame.CLOSE && state == State.OPEN) {
            String code = payload.length < 2 ? "no code" : "code " + (((payload[0] & 0xff) << 8) | (payload[1] & 0xff));
            fail(Fault.DISCONNECTED, "the server closed with " + code);
        }
    }

    private void control(int opcode, byte[] payload) {
        write(ByteBuffer.wrap(ClientFrame.masked(opcode, payload, loop.nextMask())));
    }

    private void write(ByteBuffer bytes) {
        ByteBuffer before = unwritten;
        if (before == null) {
            try {
                socket.write(bytes);
            } catch (IOException e) {
                lost(String.valueOf(e.getMessage()));
                return;
            }
            if (!bytes.hasRemaining()) {
                return;
            }
        }
        int length = (before == null ? 0 : before.remaining()) + bytes.remaining();
        ByteBuffer joined = ByteBuffer.allocate(length);
        if (before != null) {
            joined.put(before);
        }
        unwritten = joined.put(bytes).flip();
        key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
    }

    /// The TCP connection ended; whether that is a fault depends on who wanted it.
    private void lost(String how) {
        switch (state) {
            case CONNECTING -> fail(Fault.CONNECT, how);
            case UPGRADING -> fail(Fault.UPGRADE, "lost during the opening handshake: " + how);
            case OPEN -> fail(Fault.DISCONNECTED, "lost when open: " + how);
            case CLOSING -> end();
            case GONE -> {}
        }
    }

    private void fail(Fault fault, String words) {
        loop.tally().fault(fault, words);
        end();
    }

    private void end() {
        boolean wasOpening = state == State.CONNECTING || state == State.UPGRADING;
        state = State.GONE;
        key.cancel();
        try {
            socket.close();
        } catch (IOException ignored) {
            // Nothing depends on how a discarded socket closes.
        }
        loop.ended(this, wasOpening);
    }
}
