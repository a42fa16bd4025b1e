package dev.holdfast.server.connection;

import dev.holdfast.core.close.CloseCode;
import dev.holdfast.core.close.CloseFrame;
import dev.holdfast.core.connection.ConnectionInfo;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.server.Connection;
import dev.holdfast.server.Message;
import dev.holdfast.server.frame.FrameWriter;
import dev.holdfast.server.protocol.Replies;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One connection as its application sees it: what it sends and asks for, from any thread.
final class Conversation implements Connection {
    /// Of an application's own words on an abort.
    private static final int MOST_CHARACTERS = 256;

    private final ServerConnection connection;
    private final Outbound outbound;
    private final boolean holdfast;
    private @Nullable WritableGate gate;

    /// On the connection's clock. Written before the handler learns of the connection.
    private volatile long openedAt;

    /// @param holdfast whether the peer speaks `holdfast.v1`, where messages travel in envelopes
    Conversation(ServerConnection connection, Outbound outbound, boolean holdfast) {
        this.connection = connection;
        this.outbound = outbound;
        this.holdfast = holdfast;
    }

    /// The handler is about to be told of the connection.
    void opening() {
        openedAt = connection.around().time().nanos();
    }

    /// For how long the handler has had the connection. What its thread took to start, and what the event loop takes to
    /// hear of its deed, is not the handler's time; on a busy machine it is most of it.
    private Duration sinceOpened() {
        return Duration.ofNanos(connection.around().time().nanos() - openedAt);
    }

    @Override
    public ConnectionInfo info() {
        return connection.info();
    }

    @Override
    public String userId() {
        String user = connection.info().userId();
        return user == null ? "" : user;
    }

    @Override
    public boolean isOpen() {
        return connection.isOpen();
    }

    @Override
    public Sent send(String text) {
        if (holdfast) {
            return sendText(Replies.message(Replies.quoted(text)));
        }
        return sendText(text);
    }

    @Override
    public Sent sendJson(String json) {
        return sendText(holdfast ? Replies.message(json) : json);
    }

    /// Sends a text as it is; of ours too.
    Sent sendText(String text) {
        // Encoded on the caller's thread, not on the event loop.
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return frame(FrameWriter.frameSize(utf8.length), out -> FrameWriter.text(out, utf8));
    }

    @Override
    public Sent send(byte[] bytes) {
        return frame(FrameWriter.frameSize(bytes.length), out -> FrameWriter.binary(out, bytes));
    }

    @Override
    public Sent send(ByteBuffer bytes) {
        ByteBuffer source = bytes.duplicate();
        return frame(FrameWriter.frameSize(source.remaining()), out -> {
            FrameWriter.messageHeader(out, false, source.remaining());
            out.writeBytes(source);
        });
    }

    @Override
    public Sent send(Message message) {
        if (message instanceof MessageView view && !holdfast && connection.onLoop()) {
            return sendView(view);
        }
        return switch (message.kind()) {
            case TEXT -> send(message.text());
            case JSON -> sendJson(message.text());
            case BINARY -> send(message.view());
        };
    }

    /// The echo's way: from the receive buffer into the send buffer, and nothing else.
    private Sent sendView(MessageView view) {
        if (!isOpen()) {
            return refused();
        }
        int length = view.size();
        ByteBuf out = outbound.batch(FrameWriter.frameSize(length));
        if (view.kind() == Message.Kind.TEXT) {
            FrameWriter.text(out, view.buffer(), view.index(), length);
        } else {
            FrameWriter.binary(out, view.buffer(), view.index(), length);
        }
        return sent();
    }

    private Sent frame(int size, Consumer<ByteBuf> write) {
        if (!isOpen()) {
            return refused();
        }
        if (connection.onLoop()) {
            write.accept(outbound.batch(size));
            return sent();
        }
        ByteBuf frame = connection.transport().allocator().directBuffer(size);
        write.accept(frame);
        outbound.hand(frame);
        return congestion();
    }

    private Sent sent() {
        outbound.messageWritten();
        outbound.written();
        return connection.isOpen() ? congestion() : Sent.CLOSED;
    }

    private Sent congestion() {
        return isWritable() ? Sent.ACCEPTED : Sent.CONGESTED;
    }

    private Sent refused() {
        if (connection.onLoop()) {
            connection.sentAfterClose();
        } else {
            connection.later(connection::sentAfterClose);
        }
        return Sent.CLOSED;
    }

    @Override
    public boolean isWritable() {
        return connection.writable();
    }

    @Override
    public boolean awaitWritable() throws InterruptedException {
        if (Thread.currentThread() instanceof FastThreadLocalThread) {
            throw new IllegalStateException(
                    "awaitWritable() was called on an event loop, which must never wait: use Route.of for this handler");
        }
        if (isWritable()) {
            return isOpen();
        }
        return gate().await() && isOpen();
    }

    private synchronized WritableGate gate() {
        WritableGate present = gate;
        if (present == null) {
            present = new WritableGate();
            gate = present;
            connection.later(() -> writabilityChanged(connection.writable()));
        }
        return present;
    }

    void writabilityChanged(boolean writable) {
        WritableGate present;
        synchronized (this) {
            present = gate;
        }
        if (present != null) {
            present.set(writable);
            if (!connection.isOpen()) {
                present.end();
            }
        }
    }

    @Override
    public long queuedBytes() {
        return outbound.queuedBytes();
    }

    @Override
    public void close(int code, String reason) {
        CloseCode closeCode = new CloseCode(code);
        if (!closeCode.allowedForApplications()) {
            throw new IllegalArgumentException("an application may close with 1000 or 3000 to 4999, found " + code);
        }
        CloseFrame frame = CloseFrame.of(closeCode, reason);
        Duration age = sinceOpened();
        onLoop(() -> {
            DataTransfer transfer = Objects.requireNonNull(connection.transfer());
            connection.end(new Decision.ApplicationClosed(frame, age, transfer.messagesReceived()));
        });
    }

    @Override
    public void abort(String why) {
        String cut = why.length() <= MOST_CHARACTERS ? why : why.substring(0, MOST_CHARACTERS);
        Duration age = sinceOpened();
        onLoop(() -> {
            DataTransfer transfer = Objects.requireNonNull(connection.transfer());
            connection.abort(new Decision.ApplicationAborted(cut, age, transfer.messagesReceived()));
        });
    }

    private void onLoop(Runnable ending) {
        if (connection.onLoop()) {
            ending.run();
        } else {
            connection.later(ending);
        }
    }
}
