package dev.holdfast.server.connection;

import dev.holdfast.core.close.CloseFrame;
import dev.holdfast.core.close.TcpSample;
import dev.holdfast.core.close.TransportEnd;
import dev.holdfast.core.connection.ConnectionInfo;
import dev.holdfast.core.connection.Notice;
import dev.holdfast.core.evidence.Counters;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.Timeline;
import dev.holdfast.core.evidence.Violation;
import dev.holdfast.core.lifecycle.ConnectionEvent;
import dev.holdfast.core.lifecycle.ConnectionState;
import dev.holdfast.core.lifecycle.Effect;
import dev.holdfast.core.lifecycle.Lifecycle;
import dev.holdfast.core.lifecycle.Transition;
import dev.holdfast.server.Route;
import dev.holdfast.server.protocol.ReportReader;
import dev.holdfast.server.time.Deadlines;
import dev.holdfast.server.time.Deadlines.Kind;
import dev.holdfast.server.transport.Transport;
import dev.holdfast.server.transport.TransportEvents;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// One connection: turns what its transport and its parts tell into events of the lifecycle, and carries out the
/// effects. Its parts follow one another as RFC 6455 has it: opening handshake, data transfer, closing handshake. Owned
/// by the event loop but for what says otherwise.
public final class ServerConnection implements TransportEvents, Drain.Drainable {
    private final Surroundings around;
    private final Transport transport;
    private final LoopShare share;
    private final Timeline.Recorder recorder;
    private final Deadlines deadlines;
    private final Outbound outbound;
    private final Identity identity;

    // Read by other threads too.
    private volatile ConnectionState state = ConnectionState.ACCEPTED;
    private volatile boolean announced;

    private @Nullable Opening opening;
    private @Nullable DataTransfer transfer;
    private @Nullable Closing closing;
    private @Nullable Backpressure backpressure;
    /// Made for the first pause in reading, or at the end.
    private @Nullable ReadGate gate;

    /// A plain HTTP question came instead of a handshake.
    private boolean question;
    private boolean sendAfterCloseSeen;

    private long lastReceived;
    /// A message either way; zero before the first.
    private long lastMessage;
    private long bytesReceived;

    public ServerConnection(Surroundings around, Transport transport, LoopShare share) {
        this.around = around;
        this.transport = transport;
        this.share = share;
        long now = around.time().nanos();
        Instant wall = around.time().wall();
        recorder = new Timeline.Recorder(wall, now);
        identity = new Identity(this, transport.remoteAddress(), wall);
        deadlines = new Timeouts(this);
        outbound = new Outbound(this, now);
        opening = new Opening(this, around);
        lastReceived = now;
        record(new Fact.Accepted(info().remoteAddress()));
        deadlines.set(Kind.HANDSHAKE, around.options().limits().handshakeTimeout());
        around.registry().add(this);
    }

    // ---- the lifecycle

    /// Ends this connection on a ground of ours, whatever its state; the first ground counts. The classifier names the
    /// cause, and the cause says what goes over the wire.
    @Override
    public void end(Decision decision) {
        if (state.ending()) {
            return;
        }
        record(decision);
        Farewell words = new Farewell(decision, around.classifier().explain(timeline()));
        closing().decided(words);
        if (state.upgraded()) {
            happen(ConnectionEvent.END_DECIDED);
        } else if (opening != null && opening.refuseWithClose(words)) {
            happen(ConnectionEvent.REFUSED_WITH_CLOSE);
        } else {
            happen(ConnectionEvent.REFUSED_WITH_HTTP);
        }
    }

    /// As [#end(Decision)], without waiting for the peer.
    @Override
    public void endAtOnce(Decision decision) {
        end(decision);
        transport.flush();
        transport.close();
    }

    /// Ends TCP without a close frame.
    void abort(Decision decision) {
        if (!state.ending()) {
            record(decision);
            transport.abort("the application aborted the connection");
        }
    }

    void happen(ConnectionEvent event) {
        Transition transition = Lifecycle.next(state, event);
        state = transition.state();
        for (Effect effect : transition.effects()) {
            carryOut(effect);
        }
    }

    private void carryOut(Effect effect) {
        switch (effect) {
            case AUTHENTICATE -> {} // the opening goes on by itself with what it read
            case CANCEL_AUTHENTICATION -> identity.cancelAuthentication();
            case WRITE_UPGRADE -> writeUpgrade();
            case WRITE_REFUSAL -> closing().refuse();
            case ARM_CREDENTIAL_DEADLINE -> {
                deadlines.clear(Kind.HANDSHAKE);
                deadlines.set(Kind.CREDENTIAL, around.options().auth().firstMessageTimeout());
            }
            case ANNOUNCE_OPEN -> announceOpen();
            case STOP_DELIVERY -> stopDelivery();
            case WRITE_CLOSE -> writeClose();
            case ANSWER_CLOSE -> closing().answer();
            case ARM_CLOSE_DEADLINE -> {
                deadlines.clearAll();
                deadlines.set(Kind.CLOSE, around.options().closing().timeout());
            }
            case FINISH_TRANSPORT -> transport.endOutput();
            case CLOSE_TRANSPORT -> transport.close();
            case ABORT_TRANSPORT -> closing().abort(around.options().closing().timeout());
            case REPORT -> report();
        }
    }

    private void writeUpgrade() {
        Opening opened = Objects.requireNonNull(opening);
        byte[] upgrade = opened.upgrade();
        outbound.batch(upgrade.length).writeBytes(upgrade);
        outbound.written();
        String subprotocol = opened.subprotocol();
        record(share.requests.upgraded(subprotocol));
        identity.upgraded(subprotocol);
        Route route = Objects.requireNonNull(around.routes().get(info().path()));
        DataTransfer begun = new DataTransfer(this, outbound, route, opened);
        transfer = begun;
        // What came along with the request is read in a turn of its own, when this transition is through.
        ByteBuf early = opened.takeEarly();
        opening = null;
        if (early != null) {
            later(() -> readEarly(begun, early));
        }
    }

    private void readEarly(DataTransfer begun, ByteBuf early) {
        outbound.roundBegins();
        try {
            begun.read(early);
        } catch (Throwable thrown) {
            fault(thrown);
        } finally {
            early.release();
        }
        readComplete();
        if (gate != null) {
            gate.resume(ReadGate.Pause.HANDSHAKE);
        }
    }

    private void announceOpen() {
        deadlines.clear(Kind.HANDSHAKE);
        deadlines.clear(Kind.CREDENTIAL);
        announced = true;
        share.figures.opened++;
        around.listener().opened(info());
        long maxAge = around.options().limits().maxAge().toNanos();
        if (maxAge > 0) {
            // Less a random tenth, so that connections of one moment do not all come back in one.
            long less = ThreadLocalRandom.current().nextLong(maxAge / 10 + 1);
            deadlines.set(Kind.AGE, Duration.ofNanos(maxAge - less));
        }
        Objects.requireNonNull(transfer).open();
    }

    private void stopDelivery() {
        gate().openForGood();
        if (transfer != null) {
            transfer.stopDelivery();
        }
    }

    private void writeClose() {
        if (transfer != null) {
            transfer.expectClose();
        }
        closing().write(transfer != null && transfer.holdfast());
    }

    private Closing closing() {
        Closing present = closing;
        if (present == null) {
            present = new Closing(this, transport, outbound);
            closing = present;
        }
        return present;
    }

    // ---- the end

    private void report() {
        deadlines.clearAll();
        if (transfer != null) {
            transfer.stop();
        }
        if (opening != null) {
            opening.release();
        }
        outbound.end();
        around.registry().remove(this);
        identity.leave();
        if (bytesReceived == 0) {
            around.silentConnects().count(transport.remoteHost(), transport.secured());
        } else if (!question) {
            EndReport.send(this, closing != null && closing.gaveUp());
        }
    }

    // ---- TransportEvents

    @Override
    public void bytes(ByteBuf in) {
        outbound.roundBegins();
        lastReceived = around.time().nanos();
        int size = in.readableBytes();
        bytesReceived += size;
        share.figures.bytesReceived += size;
        DataTransfer begun = transfer;
        Opening still = opening;
        if (begun != null) {
            begun.read(in);
        } else if (still != null && !state.ending()) {
            still.bytes(in);
        }
    }

    @Override
    public void readComplete() {
        if (transfer != null && !state.ending()) {
            transfer.readComplete(deadlines);
        }
        outbound.flush();
    }

    @Override
    public void peerFin() {
        if (transfer != null && outbound.messagesSent == 0 && bytesReceived == transfer.headBytes()) {
            TcpSample sample = transport.sample();
            if (sample != null && sample.leftUntaken()) {
                record(new Fact.UpgradeNotTaken());
            }
        }
        record(new Fact.PeerFinSeen());
        happen(ConnectionEvent.PEER_FIN);
    }

    @Override
    public void writabilityChanged(boolean writable) {
        if (transfer != null) {
            transfer.writabilityChanged(writable);
        }
        if (state.ending()) {
            return;
        }
        Backpressure present = backpressure;
        if (!writable && present == null) {
            backpressure = new Backpressure(this, outbound);
        } else if (writable && present != null) {
            backpressure = null;
            present.over();
        }
    }

    @Override
    public void ended(TransportEnd how) {
        record(new Fact.TransportEnded(how));
        happen(ConnectionEvent.TRANSPORT_GONE);
    }

    @Override
    public void fault(Throwable thrown) {
        String errorId = errorId();
        around.listener().noticed(Notice.internalFault(info(), errorId, thrown));
        if (transfer != null) {
            transfer.stop();
        }
        end(new Decision.InternalFault(errorId, thrown.getClass().getName()));
    }

    // ---- for its parts, on the event loop

    /// Adds a fact, unless the end has been reported.
    void record(Fact fact) {
        if (state != ConnectionState.ENDED || ofTheReport(fact)) {
            recorder.record(around.time().nanos(), fact);
        }
    }

    private static boolean ofTheReport(Fact fact) {
        return fact instanceof Fact.Totals || fact instanceof Fact.NodeUnwell || fact instanceof Fact.LastMessage;
    }

    /// A text message of ours, not of the application's.
    void say(String json) {
        if (transfer != null && !state.ending()) {
            outbound.text(json);
        }
    }

    void answerPing(ByteBuf buffer, int index, int length) {
        if (backpressure == null) {
            outbound.pong(buffer, index, length);
        } else {
            backpressure.pongLater(ByteBufUtil.getBytes(buffer, index, length, true));
        }
    }

    /// The handler's loop pauses after a failure.
    void backOff(Duration pause) {
        if (pause.isPositive() && !state.ending()) {
            deadlines.set(Kind.BACKOFF, pause);
        } else if (transfer != null) {
            transfer.resume();
        }
    }

    /// The client is known and has said `hello`.
    ///
    /// @param previous the earlier attempt that it reported on
    void greeted(@Nullable String previous) {
        String tab = timeline().first(Fact.Hello.class).map(Fact.Hello::tab).orElse(null);
        around.listener().greeted(info(), tab, previous);
    }

    /// This client told about an earlier attempt of its own.
    void reported(ReportReader.Received received) {
        around.questions().reports().reported(received.attempt(), received.report());
    }

    /// Answers a plain HTTP question, which is no connection and leaves no record.
    void answer(byte[] http) {
        question = true;
        transport.writeLast(transport.allocator().buffer(http.length).writeBytes(http), () -> {});
        state = ConnectionState.REFUSED_BY_US;
        deadlines.clearAll();
        deadlines.set(Kind.CLOSE, around.options().closing().timeout());
    }

    void closeReceived(CloseFrame frame) {
        closing().received(frame);
        happen(ConnectionEvent.CLOSE_FRAME_RECEIVED);
    }

    void violated(Violation kind, String detail) {
        if (state.ending()) {
            transport.endOutput();
        } else {
            end(new Decision.Violated(kind, detail));
        }
    }

    void messagePassed(long at) {
        lastMessage = at;
    }

    /// How long ago the last message passed, either way; absent where there was none.
    @Nullable
    Duration sinceMessage() {
        return lastMessage == 0 ? null : Duration.ofNanos(around.time().nanos() - lastMessage);
    }

    void sentAfterClose() {
        if (!sendAfterCloseSeen) {
            sendAfterCloseSeen = true;
            record(new Fact.SendAfterClose());
        }
    }

    Surroundings around() {
        return around;
    }

    Transport transport() {
        return transport;
    }

    Deadlines deadlines() {
        return deadlines;
    }

    LoopShare share() {
        return share;
    }

    LoopFigures figures() {
        return share.figures;
    }

    Identity identity() {
        return identity;
    }

    @Nullable
    DataTransfer transfer() {
        return transfer;
    }

    @Nullable
    Backpressure backpressure() {
        return backpressure;
    }

    /// For how long the peer has not kept up.
    Duration blockedFor() {
        return backpressure == null ? Duration.ZERO : backpressure.age();
    }

    ReadGate gate() {
        ReadGate present = gate;
        if (present == null) {
            present = new ReadGate(this, transport);
            gate = present;
        }
        return present;
    }

    /// Nothing of the peer was read for a while, on a ground of ours; now it is again.
    void heldBack(long from, long to) {
        if (transfer != null) {
            transfer.heldBack(from, to, deadlines);
        }
    }

    /// Whether bytes of the peer are read.
    boolean listening() {
        return gate == null || gate.open();
    }

    Outbound outbound() {
        return outbound;
    }

    /// What has been recorded until now.
    Timeline timeline() {
        return recorder.timeline();
    }

    /// When bytes of the peer were last read.
    long lastReceived() {
        return lastReceived;
    }

    long bytesReceived() {
        return bytesReceived;
    }

    /// The peer's address, without its port.
    String remoteHost() {
        return transport.remoteHost();
    }

    String errorId() {
        return around.ids().error();
    }

    // ---- from any thread

    public String id() {
        return info().connectionId();
    }

    ConnectionInfo info() {
        return identity.info();
    }

    ConnectionState state() {
        return state;
    }

    boolean isOpen() {
        return state == ConnectionState.OPEN;
    }

    /// Whether the application and the log know of it.
    boolean announced() {
        return announced;
    }

    boolean onLoop() {
        return transport.eventLoop().inEventLoop();
    }

    /// Runs something on the event loop, after what was asked for before.
    public void later(Runnable task) {
        transport.eventLoop().execute(() -> {
            try {
                task.run();
            } catch (Throwable thrown) {
                fault(thrown);
            }
        });
    }

    @Override
    public EventLoop eventLoop() {
        return transport.eventLoop();
    }

    boolean writable() {
        return transport.writable() && outbound.handedOver() < Outbound.LARGE;
    }

    Duration age() {
        return recorder.age(around.time().nanos());
    }

    /// Since bytes of the peer were last read.
    Duration idle() {
        return Duration.ofNanos(around.time().nanos() - lastReceived);
    }

    Counters counters() {
        DataTransfer begun = transfer;
        MessageLoop loop = begun == null ? null : begun.loop();
        return new Counters(
                begun == null ? 0 : begun.messagesReceived(),
                outbound.messagesSent,
                bytesReceived,
                outbound.bytesSent,
                loop == null ? 0 : loop.errors,
                loop == null ? 0 : loop.iterations,
                Duration.ofNanos(loop == null ? 0 : loop.handlerNanos),
                Duration.ofNanos(loop == null ? 0 : loop.slowestNanos));
    }
}
