package dev.holdfast.proxy.plain;

import dev.holdfast.core.cause.Explanation;
import dev.holdfast.core.close.TransportEnd;
import dev.holdfast.core.connection.Notice;
import dev.holdfast.core.evidence.BackendProblem;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.Timeline;
import dev.holdfast.proxy.backend.Standing;
import dev.holdfast.proxy.http.ForwardedRequest;
import dev.holdfast.proxy.http.PlainFraming;
import dev.holdfast.proxy.http.Upgrade;
import dev.holdfast.proxy.page.ObserverScript;
import dev.holdfast.server.connection.Farewell;
import dev.holdfast.server.handshake.HandshakeFacts;
import dev.holdfast.server.handshake.HeadReader;
import dev.holdfast.server.handshake.HttpAnswer;
import dev.holdfast.server.handshake.RequestHead;
import dev.holdfast.server.protocol.Replies;
import dev.holdfast.server.question.PlainRequest;
import dev.holdfast.server.time.Deadlines;
import dev.holdfast.server.time.LoopTimer;
import dev.holdfast.server.transport.Transport;
import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A client's connection while it asks for anything but a WebSocket: its requests are answered one after the other, by
/// the backend or by the gateway itself. It leaves no record. Used on its event loop.
public final class PlainConnection implements ClientSide {
    private static final String WHY = "/why/";

    /// What came too early and waits for its turn; more than this waits in the kernel.
    private static final int MAX_EARLY = 64 * 1024;

    private enum Stage {
        /// For the next request, or the rest of its head.
        AWAITING_REQUEST,
        /// For the body of a question that is ours to answer.
        AWAITING_QUESTION,
        /// An exchange with the backend is on.
        EXCHANGING,
        /// The last has been said; what is left of TCP is being ended.
        FINISHING,
        /// Gone, or somebody else's.
        GONE
    }

    /// A question that is ours.
    private record Question(PlainRequest asks, boolean kept, boolean http10) {}

    private final PlainParts parts;
    private final Transport transport;
    private final ClientSide.Next next;
    private final ToBackend toBackend;
    private final Limits deadlines;

    private Stage stage = Stage.AWAITING_REQUEST;
    private @Nullable HeadReader reader;
    private long beganAt;
    private @Nullable Question question;
    private @Nullable Exchange exchange;
    private @Nullable ByteBuf early;
    private boolean reading = true;
    private boolean driving;
    private boolean ending;
    private boolean finSeen;
    private boolean finSent;

    public PlainConnection(PlainParts parts, PlainParts.OfLoop ofLoop, Transport transport, ClientSide.Next next) {
        this.parts = parts;
        this.transport = transport;
        this.next = next;
        deadlines = new Limits(ofLoop.timer());
        toBackend = new ToBackend(parts, ofLoop, transport.eventLoop(), this::flush);
    }

    /// Begins with a request that has been read already.
    ///
    /// @param rest what came behind it; the caller's
    public void begin(RequestHead first, ByteBuf rest) {
        driving = true;
        requested(first, rest, 0);
        driving = false;
        bytes(rest);
        flush();
    }

    // ---- what the client sends

    @Override
    public void bytes(ByteBuf in) {
        if (early != null) {
            keep(in);
            drive();
            return;
        }
        read(in);
        keep(in);
    }

    /// Goes on with what has waited.
    void drive() {
        ByteBuf waiting = early;
        if (driving) {
            return;
        }
        if (waiting != null) {
            early = null;
            read(waiting);
            if (waiting.isReadable() && stage != Stage.GONE && stage != Stage.FINISHING) {
                early = waiting;
            } else {
                waiting.release();
            }
        }
        gate();
    }

    private void read(ByteBuf in) {
        driving = true;
        int before = -1;
        while (in.isReadable() && in.readableBytes() != before) {
            before = in.readableBytes();
            switch (stage) {
                case AWAITING_REQUEST -> readHead(in);
                case AWAITING_QUESTION -> answerQuestion(in);
                case EXCHANGING -> Objects.requireNonNull(exchange).fromClient(in);
                case FINISHING, GONE -> in.skipBytes(in.readableBytes());
            }
        }
        driving = false;
    }

    private void keep(ByteBuf in) {
        if (in.isReadable() && stage != Stage.FINISHING && stage != Stage.GONE) {
            ByteBuf present = early;
            if (present == null) {
                early = in.alloc().buffer(in.readableBytes()).writeBytes(in);
            } else if (present.refCnt() == 1) {
                present.writeBytes(in);
            } else {
                // Parts of it are on their way to the backend, so it must stay where it is.
                early = in.alloc()
                        .buffer(present.readableBytes() + in.readableBytes())
                        .writeBytes(present)
                        .writeBytes(in);
                present.release();
            }
        }
        gate();
    }

    private void gate() {
        ByteBuf present = early;
        boolean wanted = present == null || present.readableBytes() <= MAX_EARLY;
        if (wanted != reading && stage != Stage.GONE) {
            reading = wanted;
            transport.reading(wanted);
        }
    }

    private void readHead(ByteBuf in) {
        if (!transport.writable()) {
            return; // who doesn't take answers gets no further ones
        }
        HeadReader present = reader;
        if (present == null) {
            // RFC 9112 2.2: an empty line before a request is passed over.
            while (in.isReadable() && (in.getByte(in.readerIndex()) == '\r' || in.getByte(in.readerIndex()) == '\n')) {
                in.skipBytes(1);
            }
            if (!in.isReadable()) {
                return;
            }
            present = new HeadReader(parts.options().limits());
            reader = present;
            beganAt = parts.time().nanos();
            deadlines.set(Deadlines.Kind.HANDSHAKE, parts.options().limits().handshakeTimeout());
        }
        switch (present.read(in)) {
            case HeadReader.More _ -> {}
            case HeadReader.Bad(var problem, String detail) -> refuse(new Decision.HandshakeMalformed(problem, detail));
            case HeadReader.Complete(RequestHead head) -> {
                reader = null;
                requested(head, in, present.bytesReceived());
            }
        }
    }

    private void requested(RequestHead head, ByteBuf rest, int bytes) {
        deadlines.clear(Deadlines.Kind.HANDSHAKE);
        if (Upgrade.toWebSocket(head)) {
            leave();
            next.handshake(head, rest, bytes, Duration.ofNanos(parts.time().nanos() - beganAt));
            return;
        }
        switch (PlainFraming.of(head)) {
            case PlainFraming.Unclear(var problem, String detail) ->
                refuse(new Decision.HandshakeMalformed(problem, detail));
            case PlainFraming.Clear clear -> {
                PlainRequest asks =
                        asksUs(head.path()) ? PlainRequest.of(head, parts.questions(), transport.remoteHost()) : null;
                if (asks != null) {
                    boolean whole = asks.bodyBytes() > 0 || clear.body().done();
                    question = new Question(
                            asks,
                            clear.keeps() && whole && !stopping(),
                            head.version().equals("HTTP/1.0"));
                    stage = Stage.AWAITING_QUESTION;
                    deadlines.set(
                            Deadlines.Kind.HANDSHAKE, parts.options().limits().handshakeTimeout());
                    answerQuestion(rest);
                } else {
                    stage = Stage.EXCHANGING;
                    Exchange begun = new Exchange(this, parts, head, clear);
                    exchange = begun;
                    begun.begin();
                }
            }
        }
    }

    /// Whether it asks for an attempt that went through this gateway, or for the observer script. Any other path is the
    /// backend's.
    private boolean asksUs(String path) {
        ObserverScript observer = parts.observer();
        if (observer != null && observer.page(path) != null) {
            return true;
        }
        if (!path.startsWith(WHY)) {
            return false;
        }
        String attempt = path.substring(WHY.length());
        return HandshakeFacts.isAttempt(attempt)
                // In this order: an end is in the one until it is in the other.
                && (parts.attempted().test(attempt) || parts.questions().why().explain(attempt) != null);
    }

    private void answerQuestion(ByteBuf in) {
        Question asked = Objects.requireNonNull(question);
        int bytes = asked.asks().bodyBytes();
        if (in.readableBytes() < bytes) {
            return;
        }
        byte[] body = new byte[bytes];
        in.readBytes(body);
        question = null;
        write(asked.asks().answer(body).bytes(connection(asked.kept(), asked.http10())));
        answered(asked.kept());
    }

    // ---- for the exchange

    ToBackend toBackend() {
        return toBackend;
    }

    Transport transport() {
        return transport;
    }

    /// A backend is being reached.
    void reaching() {
        deadlines.set(Deadlines.Kind.HANDSHAKE, parts.options().connectTimeout());
    }

    /// A backend has the request, and how long its answer may take is the client's to decide.
    void reachedInTime() {
        deadlines.clear(Deadlines.Kind.HANDSHAKE);
    }

    ForwardedRequest.Way way(Standing to) {
        InetAddress peer = transport.remote();
        return new ForwardedRequest.Way(
                transport.remoteHost(),
                peer != null && parts.options().trusted().holds(peer),
                parts.options().tls() != null,
                to.backend().authority(),
                parts.options().rewriteHost());
    }

    /// Whether answers are the last of their connections now.
    boolean stopping() {
        return ending
                || parts.availability().stoppedBy() != null
                || parts.options().keepAlive().isZero();
    }

    /// The value of `Connection` in an answer; `null` for none.
    @Nullable
    String connection(boolean kept, boolean http10) {
        return !kept ? "close" : http10 ? "keep-alive" : null;
    }

    void write(ByteBuf bytes) {
        transport.write(bytes);
    }

    void write(byte[] bytes) {
        transport.write(transport.allocator().buffer(bytes.length).writeBytes(bytes));
    }

    /// The answer has gone out whole.
    void answered(boolean kept) {
        exchange = null;
        if (!kept || ending) {
            finish();
            return;
        }
        stage = Stage.AWAITING_REQUEST;
        deadlines.set(Deadlines.Kind.HANDSHAKE, parts.options().keepAlive());
        drive();
    }

    /// Answers on a ground of ours; the connection ends with it.
    void refuse(Decision decision) {
        exchange = null;
        Timeline.Recorder ground =
                new Timeline.Recorder(parts.time().wall(), parts.time().nanos());
        ground.record(parts.time().nanos(), new Fact.Accepted(transport.remoteAddress()));
        ground.record(parts.time().nanos(), decision);
        Explanation explanation = parts.classifier().explain(ground.timeline());
        String id = parts.ids().connection();
        // What has come from the backend, or its end, is a bad answer (RFC 9110 15.6.3), and not one that is late.
        write(
                decision instanceof Decision.BackendFailed failed && failed.problem() != BackendProblem.CONNECT_TIMEOUT
                        ? HttpAnswer.last(502, Map.of(), Replies.refusal(explanation, id))
                        : new Farewell(decision, explanation).http(id));
        finish();
    }

    /// An answer has broken off, and the client is to see that it has.
    void cut(String why) {
        exchange = null;
        transport.abort(why);
    }

    // ---- ends

    private void finish() {
        stage = Stage.FINISHING;
        toBackend.close();
        release();
        deadlines.clearAll();
        deadlines.set(Deadlines.Kind.CLOSE, parts.options().closing().timeout());
        if (!reading) {
            reading = true;
            transport.reading(true);
        }
        transport.finish(() -> {
            finSent = true;
            if (finSeen) {
                transport.close();
            }
        });
    }

    private void release() {
        ByteBuf present = early;
        early = null;
        if (present != null) {
            present.release();
        }
    }

    private void leave() {
        stage = Stage.GONE;
        deadlines.clearAll();
        Exchange present = exchange;
        exchange = null;
        if (present != null) {
            present.cancel();
        }
        toBackend.close();
        release();
        if (!reading) {
            reading = true;
            transport.reading(true);
        }
    }

    /// Ends it: at once where nothing is asked, else with the answer, which has [the time of every
    /// end][dev.holdfast.server.options.ClosingOptions#timeout()] for it.
    @Override
    public void end(Decision decision) {
        switch (stage) {
            case AWAITING_REQUEST, AWAITING_QUESTION -> transport.close();
            case EXCHANGING -> {
                ending = true;
                deadlines.set(Deadlines.Kind.CLOSE, parts.options().closing().timeout());
            }
            case FINISHING, GONE -> {}
        }
    }

    @Override
    public void endAtOnce(Decision decision) {
        if (stage != Stage.GONE) {
            flush();
            transport.close();
        }
    }

    private void flush() {
        if (stage != Stage.GONE) {
            transport.flush();
        }
    }

    // ---- TransportEvents

    @Override
    public void readComplete() {
        toBackend.flush();
        flush();
    }

    /// Who ends its side takes no answer any more: of a page that is closed, this is all that is to be seen.
    @Override
    public void peerFin() {
        finSeen = true;
        if (stage != Stage.FINISHING || finSent) {
            transport.close();
        }
    }

    @Override
    public void writabilityChanged(boolean writable) {
        Exchange present = exchange;
        if (present != null) {
            present.clientTakes(writable);
        }
        if (writable) {
            drive();
            toBackend.flush();
            flush();
        }
    }

    @Override
    public void ended(TransportEnd end) {
        if (stage != Stage.GONE) {
            leave();
            next.over();
        }
    }

    @Override
    public void fault(Throwable thrown) {
        String errorId = parts.ids().error();
        parts.listener()
                .noticed(new Notice(
                        Notice.Level.ERROR,
                        "internal-fault",
                        "A fault of Holdfast ended a connection; please report it",
                        null,
                        Map.of("error_id", errorId),
                        thrown));
        if (stage != Stage.GONE) {
            transport.abort("a fault of the gateway");
        }
    }

    private void overdue() {
        switch (stage) {
            case AWAITING_REQUEST -> {
                HeadReader begun = reader;
                if (begun == null) {
                    transport.close();
                } else {
                    refuse(new Decision.HandshakeTimedOut(
                            parts.options().limits().handshakeTimeout(), begun.bytesReceived()));
                }
            }
            case AWAITING_QUESTION -> transport.close();
            case EXCHANGING -> Objects.requireNonNull(exchange).overdue();
            case FINISHING, GONE -> {}
        }
        flush();
    }

    private final class Limits extends Deadlines {
        private final LoopTimer timer;

        Limits(LoopTimer timer) {
            this.timer = timer;
        }

        @Override
        protected LoopTimer timer() {
            return timer;
        }

        @Override
        protected void passed(Kind kind) {
            try {
                switch (kind) {
                    case HANDSHAKE -> overdue();
                    case CLOSE -> transport.abort("it did not end in time");
                    case HEARTBEAT, CREDENTIAL, MESSAGE, OUTBOUND, BACKOFF, TOKEN, AGE ->
                        throw new IllegalStateException("plain requests set no deadline " + kind);
                }
            } catch (Throwable thrown) {
                // The timer is not this connection's alone.
                fault(thrown);
            }
        }
    }
}
