package dev.holdfast.server.connection;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Explanation;
import dev.holdfast.core.connection.LoopReport;
import dev.holdfast.core.connection.Notice;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.server.Message;
import dev.holdfast.server.Route;
import dev.holdfast.server.protocol.Replies;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.time.Duration;
import java.util.Map;

/// What the application's handler is given of one connection, and what becomes of its failures.
final class Handling implements MessageLoop.Owner {
    private final ServerConnection connection;
    private final Route route;
    private final Conversation conversation;
    final MessageLoop loop;

    Handling(ServerConnection connection, Route route, Conversation conversation) {
        this.connection = connection;
        this.route = route;
        this.conversation = conversation;
        this.loop = new MessageLoop(this, connection.around().options().loop(), route.execution());
    }

    /// The connection as the handler sees it.
    Conversation conversation() {
        return conversation;
    }

    /// Hands a message of the wire to the handler, as a view where that is possible.
    void deliver(Message.Kind kind, ByteBuf buffer, int index, int length) {
        if (loop.takesViews()) {
            MessageView view = connection.share().view.show(kind, buffer, index, length);
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

    @Override
    public long nanos() {
        return connection.around().time().nanos();
    }

    @Override
    public void open() throws Exception {
        conversation.opening();
        route.handler().onOpen(conversation);
    }

    @Override
    public void message(Message message) throws Exception {
        route.handler().onMessage(conversation, message);
    }

    @Override
    public void elsewhere(Runnable work) {
        connection.around().blocking().execute(work);
    }

    @Override
    public void handled(Message message, long nanos) {
        LoopFigures figures = connection.figures();
        if (connection.onLoop()) {
            figures.handler.record(nanos);
        } else {
            figures.handlerElsewhere.recordShared(nanos);
        }
        if (message instanceof HeldMessage held && held.ackId() != null) {
            conversation.sendText(Replies.ack(held.ackId()));
        }
    }

    @Override
    public void failed(Message message, Throwable thrown, int consecutive, Duration pause) {
        String errorId = connection.errorId();
        String exception = thrown.getClass().getName();
        int limit = connection.around().options().loop().errorLimit();
        boolean last = consecutive >= limit;
        connection
                .around()
                .listener()
                .noticed(new Notice(
                        Notice.Level.ERROR,
                        "handler-error",
                        "The application's handler failed on a message",
                        connection.info(),
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
                                limit,
                                "backoff_seconds",
                                last ? 0.0 : pause.toMillis() / 1000.0,
                                "state",
                                connection.state().word()),
                        thrown));
        String messageId = message instanceof HeldMessage held ? held.ackId() : null;
        conversation.sendText(Replies.error(
                messageId,
                errorId,
                "handler_failed",
                "the server could not handle this message; the error id is in its log",
                !last));
        onLoop(() -> {
            connection.figures().handlerErrors++;
            connection.record(new Fact.HandlerFailed(errorId, exception, consecutive));
            if (last) {
                connection.end(new Decision.HandlerErrorLimit(consecutive, errorId, exception));
            } else {
                connection.backOff(pause);
            }
        });
    }

    @Override
    public void ended(Explanation why, String reason) throws Exception {
        route.handler().onEnd(conversation, why);
    }

    @Override
    public void exited(String reason, long lateBy) {
        Duration patience = connection.around().options().closing().timeout();
        if (lateBy > patience.toNanos()) {
            connection.around().listener().noticed(slowToStop(lateBy, patience));
        }
        connection
                .around()
                .listener()
                .loopEnded(new LoopReport(
                        connection.info(), reason, connection.state().word(), connection.age(), connection.counters()));
    }

    /// Its end was explained when it came; that the handler went on is a finding of its own, and no reservation about
    /// it.
    private Notice slowToStop(long lateBy, Duration patience) {
        Cause cause = Cause.HANDLER_SLOW_TO_STOP;
        return new Notice(
                Notice.Level.WARN,
                cause.id(),
                "The connection had ended, and the application's handler went on for too long",
                connection.info(),
                Map.of(
                        "cause",
                        cause.id(),
                        "late_by_seconds",
                        lateBy / 1_000_000 / 1000.0,
                        "patience_seconds",
                        patience.toMillis() / 1000.0,
                        "fix",
                        cause.fix(),
                        "doc",
                        cause.doc()),
                null);
    }

    @Override
    public void full(boolean full) {
        onLoop(() -> {
            if (full) {
                connection.gate().pause(ReadGate.Pause.MAILBOX);
            } else if (loop.mayReadAgain()) {
                connection.gate().resume(ReadGate.Pause.MAILBOX);
            }
        });
    }

    private void onLoop(Runnable task) {
        if (connection.onLoop()) {
            task.run();
        } else {
            connection.later(task);
        }
    }
}
