package dev.holdfast.server.connection;

import dev.holdfast.core.cause.Explanation;
import dev.holdfast.core.close.CloseCode;
import dev.holdfast.core.close.CloseFrame;
import dev.holdfast.core.connection.ConnectionInfo;
import dev.holdfast.core.connection.LoopReport;
import dev.holdfast.core.connection.Notice;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.server.Connection;
import dev.holdfast.server.Message;
import dev.holdfast.server.Route;
import dev.holdfast.server.frame.FrameWriter;
import dev.holdfast.server.protocol.Replies;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The application's side of one connection: what it sends, what its handler is given, and what becomes of the
/// handler's
/// failures.
final class Conversation implements Connection, MessageLoop.Owner {
    private final ServerConnection connection;
    private final Surroundings around;
    private final Route route;
    private final Outbound outbound;
    private final LoopFigures figures;
    private final boolean holdfast;
    final MessageLoop loop;
    private @Nullable WritableGate gate;

    Conversation(ServerConnection connection, Surroundings around, Route route, Outbound outbound, boolean holdfast) {
        this.connection = connection;
        this.around = around;
        this.route = route;
        this.outbound = outbound;
        this.figures = connection.figures();
        this.holdfast = holdfast;
        this.loop = new MessageLoop(this, around.options().loop(), route.execution(), around.blocking());
    }

    // ---- Connection

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

    private Sent sendText(String text) {
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
        ByteBuf frame = connection.allocator().directBuffer(size);
        write.accept(frame);
        outbound.hand(frame, connection::checkOutbound);
        return congestion();
    }

    private Sent sent() {
        outbound.messageWritten();
        connection.written();
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
        if (connection.onAnyLoop()) {
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
        Runnable close = () -> connection.end(
                new Decision.ApplicationClosed(frame, connection.sinceUpgrade(), connection.messagesReceived()));
        if (connection.onLoop()) {
            close.run();
        } else {
            connection.later(close);
        }
    }

    // ---- MessageLoop.Owner

    @Override
    public long nanos() {
        return around.time().nanos();
    }

    @Override
    public void open() throws Exception {
        route.handler().onOpen(this);
    }

    @Override
    public void message(Message message) throws Exception {
        route.handler().onMessage(this, message);
    }

    @Override
    public void handled(Message message, long nanos) {
        if (connection.onLoop()) {
            figures.handler.record(nanos);
        } else {
            figures.handlerElsewhere.recordShared(nanos);
        }
        if (message instanceof HeldMessage held && held.ackId() != null) {
            sendText(Replies.ack(held.ackId()));
        }
    }

    @Override
    public void failed(Message message, Throwable thrown, int consecutive, Duration pause) {
        String errorId = around.ids().error();
        String exception = thrown.getClass().getName();
        boolean last = consecutive >= around.options().loop().errorLimit();
        around.listener()
                .noticed(new Notice(
                        Notice.Level.ERROR,
                        "handler-error",
                        "The application's handler failed on a message",
                        info(),
                        Map.of(
                                "error_id",
                                errorId,
                                "exception",
                                exception,
                                "iteration",
                                loop.iterations,
                                "consecutive_errors",
                                consecutive,
                                "error_limit",
                                around.options().loop().errorLimit(),
                                "backoff_seconds",
                                last ? 0.0 : pause.toMillis() / 1000.0,
                                "state",
                                connection.state().word()),
                        thrown));
        String messageId = message instanceof HeldMessage held ? held.ackId() : null;
        sendText(Replies.error(
                messageId,
                errorId,
                "handler_failed",
                "the server could not handle this message; the error id is in its log",
                !last));
        Runnable settle = () -> {
            figures.handlerErrors++;
            connection.record(new Fact.HandlerFailed(errorId, exception, consecutive));
            if (last) {
                connection.end(new Decision.HandlerErrorLimit(consecutive, errorId, exception));
            } else {
                connection.backOff(pause);
            }
        };
        if (connection.onLoop()) {
            settle.run();
        } else {
            connection.later(settle);
        }
    }

    @Override
    public void ended(Explanation why, String reason) throws Exception {
        route.handler().onEnd(this, why);
    }

    @Override
    public void exited(String reason) {
        around.listener()
                .loopEnded(new LoopReport(
                        info(), reason, connection.state().word(), connection.age(), connection.counters()));
    }

    @Override
    public void full(boolean full) {
        if (connection.onLoop()) {
            mailbox(full);
        } else {
            connection.later(() -> mailbox(full));
        }
    }

    private void mailbox(boolean full) {
        if (full) {
            connection.pauseReading(ServerConnection.Pause.MAILBOX, true);
        } else if (loop.mayReadAgain()) {
            connection.pauseReading(ServerConnection.Pause.MAILBOX, false);
        }
    }

    /// Hands a message of the wire to the handler, as a view where that is possible.
    void deliver(Message.Kind kind, ByteBuf buffer, int index, int length) {
        if (loop.takesViews()) {
            MessageView view = figures.view.show(kind, buffer, index, length);
            try {
                loop.view(view);
            } finally {
                view.forget();
            }
        } else {
            deliver(new HeldMessage(kind, ByteBufUtil.getBytes(buffer, index, length, true), null));
        }
    }

    void deliver(HeldMessage message) {
        loop.held(message);
    }

    /// A message of ours, not of the application's.
    void say(String json) {
        sendText(json);
    }
}
