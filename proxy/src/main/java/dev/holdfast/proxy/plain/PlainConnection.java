package dev.holdfast.proxy.plain;

import dev.holdfast.core.close.TransportEnd;
import dev.holdfast.core.connection.Notice;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.proxy.access.Door;
import dev.holdfast.proxy.access.ForBackend;
import dev.holdfast.proxy.access.User;
import dev.holdfast.proxy.backend.Standing;
import dev.holdfast.proxy.http.ForwardedRequest;
import dev.holdfast.proxy.http.PlainFraming;
import dev.holdfast.proxy.http.Upgrade;
import dev.holdfast.server.handshake.HeadReader;
import dev.holdfast.server.handshake.RequestHead;
import dev.holdfast.server.time.Deadlines;
import dev.holdfast.server.transport.Transport;
import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A client's connection while it asks for anything but a WebSocket: its requests are answered one after the other, by
/// the backend or by the gateway itself. It leaves no record. Used on its event loop.
public final class PlainConnection implements ClientSide {
    private enum Stage {
        /// For the next request, or the rest of its head.
        AWAITING_REQUEST,
        /// For the body of a question that is ours to answer.
        AWAITING_QUESTION,
        /// For the word on whether it is let in.
        AWAITING_ENTRANCE,
        /// An exchange with the backend is on.
        EXCHANGING,
        /// The last has been said; what is left of TCP is being ended.
        FINISHING,
        /// Gone, or somebody else's.
        GONE
    }

    private final PlainParts parts;
    private final Transport transport;
    private final ClientSide.Next next;
    private final ToBackend toBackend;
    private final EarlyBytes early;
    private final Timeouts deadlines;
    private final Ending ending;

    private Stage stage = Stage.AWAITING_REQUEST;
    private @Nullable HeadReader reader;
    private long beganAt;
    private @Nullable OwnQuestion question;
    private @Nullable Entrance entrance;
    private @Nullable Exchange exchange;
    private boolean driving;

    public PlainConnection(PlainParts parts, PlainParts.OfLoop ofLoop, Transport transport, ClientSide.Next next) {
        this.parts = parts;
        this.transport = transport;
        this.next = next;
        early = new EarlyBytes(transport);
        deadlines = new Timeouts(this, ofLoop.timer());
        ending = new Ending(parts, transport, deadlines);
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
        boolean inTurn = !early.any();
        if (inTurn) {
            read(in);
        }
        if (!over()) {
            early.add(in);
        }
        if (!inTurn) {
            drive();
        }
    }

    /// Goes on with what has waited.
    void drive() {
        ByteBuf waiting = driving ? null : early.take();
        if (waiting != null) {
            read(waiting);
            if (over()) {
                waiting.release();
            } else {
                early.giveBack(waiting);
            }
        }
    }

    private void read(ByteBuf in) {
        driving = true;
        int before = -1;
        while (in.isReadable() && in.readableBytes() != before) {
            before = in.readableBytes();
            switch (stage) {
                case AWAITING_REQUEST -> readHead(in);
                case AWAITING_QUESTION -> answerQuestion(in);
                case AWAITING_ENTRANCE -> {} // what is behind its head waits
                case EXCHANGING -> Objects.requireNonNull(exchange).fromClient(in);
                case FINISHING, GONE -> in.skipBytes(in.readableBytes());
            }
        }
        driving = false;
    }

    /// Whether nothing is to come of what the client sends any more.
    private boolean over() {
        return stage == Stage.FINISHING || stage == Stage.GONE;
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
                if (parts.options().access().identityHeader() != null) {
                    clear.body().refuseTrailers();
                }
                OwnQuestion asked = OwnQuestion.in(head, clear, parts, transport.remoteHost());
                if (asked != null) {
                    question = asked;
                    stage = Stage.AWAITING_QUESTION;
                    deadlines.set(
                            Deadlines.Kind.HANDSHAKE, parts.options().limits().handshakeTimeout());
                    answerQuestion(rest);
                } else {
                    enter(head, clear);
                }
            }
        }
    }

    private void enter(RequestHead head, PlainFraming.Clear framing) {
        Decision refused = next.enter();
        Door door = parts.door();
        if (refused != null) {
            refuse(refused);
        } else if (door == null) {
            forward(head, framing, null);
        } else {
            stage = Stage.AWAITING_ENTRANCE;
            deadlines.set(Deadlines.Kind.HANDSHAKE, parts.options().limits().handshakeTimeout());
            Entrance asking = new Entrance(this, door, head, framing);
            entrance = asking;
            asking.begin();
        }
    }

    /// @param user whom it is from; `null` where nobody was asked
    private void forward(RequestHead head, PlainFraming.Clear framing, @Nullable User user) {
        stage = Stage.EXCHANGING;
        Exchange begun = new Exchange(this, parts, head, framing, user);
        exchange = begun;
        begun.begin();
    }

    // ---- for the entrance

    /// Runs what comes from another thread.
    void later(Runnable task) {
        transport.eventLoop().execute(() -> {
            try {
                task.run();
            } catch (Throwable thrown) {
                fault(thrown);
            }
            readComplete();
        });
    }

    /// A request that waited goes on to the backend.
    void letIn(RequestHead head, PlainFraming.Clear framing, User user) {
        if (stage == Stage.AWAITING_ENTRANCE) {
            entrance = null;
            forward(head, framing, user);
            drive();
        }
    }

    private void answerQuestion(ByteBuf in) {
        OwnQuestion asked = Objects.requireNonNull(question);
        boolean kept = asked.keeps() && !stopping();
        byte[] answer = asked.answer(in, kept);
        if (answer != null) {
            question = null;
            write(answer);
            answered(kept);
        }
    }

    // ---- for the exchange

    ToBackend toBackend() {
        return toBackend;
    }

    /// Of the exchange that begins.
    Progress progress() {
        return new Progress(deadlines, parts.options().stallTimeout());
    }

    Transport transport() {
        return transport;
    }

    /// A backend is being reached.
    void reaching() {
        deadlines.set(Deadlines.Kind.HANDSHAKE, parts.options().connectTimeout());
    }

    /// A backend has the request.
    void reachedInTime() {
        deadlines.clear(Deadlines.Kind.HANDSHAKE);
    }

    /// @param user whom the request is from; `null` where nobody was asked
    ForwardedRequest.Way way(Standing to, @Nullable User user) {
        InetAddress peer = transport.remote();
        return new ForwardedRequest.Way(
                transport.remoteHost(),
                peer != null && parts.options().trusted().holds(peer),
                parts.options().tls() != null,
                to.backend().authority(),
                parts.options().rewriteHost(),
                ForBackend.identity(parts.options().access(), user));
    }

    /// Whether answers are the last of their connections now.
    boolean stopping() {
        return ending.isWithAnswer()
                || parts.availability().stoppedBy() != null
                || parts.options().keepAlive().isZero();
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
        if (!kept || ending.isWithAnswer()) {
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
        waitNoLonger();
        write(ending.refusal(decision));
        finish();
    }

    /// The rest of a request does not come; the connection ends with the answer to that.
    void bodyStalled(Duration limit) {
        exchange = null;
        write(Ending.bodyStalled(limit));
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
        early.drop();
        ending.finish();
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
        waitNoLonger();
        early.drop();
    }

    /// Whether a request is let in does not matter any more.
    private void waitNoLonger() {
        Entrance waiting = entrance;
        entrance = null;
        if (waiting != null) {
            waiting.cancel();
        }
    }

    /// Ends it: at once where nothing is asked, else with the answer.
    @Override
    public void end(Decision decision) {
        switch (stage) {
            case AWAITING_REQUEST, AWAITING_QUESTION -> transport.close();
            case AWAITING_ENTRANCE, EXCHANGING -> ending.withAnswer();
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

    @Override
    public void peerFin() {
        ending.clientEnded(stage == Stage.FINISHING);
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
            // Its place is free before the backend hears of it.
            next.over();
            leave();
        }
    }

    @Override
    public void fault(Throwable thrown) {
        parts.listener().noticed(Notice.internalFault(null, parts.ids().error(), thrown));
        if (stage != Stage.GONE) {
            transport.abort("a fault of the gateway");
        }
    }

    /// Nothing of an exchange has passed for so long that it could be given up.
    void stalled() {
        Exchange present = exchange;
        if (present != null) {
            present.stalled();
            flush();
        }
    }

    /// What was waited for has not come in time.
    void overdue() {
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
            case AWAITING_ENTRANCE -> Objects.requireNonNull(entrance).overdue(deadlines);
            case EXCHANGING -> Objects.requireNonNull(exchange).overdue();
            case FINISHING, GONE -> {}
        }
        flush();
    }
}
