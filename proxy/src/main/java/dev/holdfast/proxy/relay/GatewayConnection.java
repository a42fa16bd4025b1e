package dev.holdfast.proxy.relay;

import dev.holdfast.core.close.TcpSample;
import dev.holdfast.core.close.TransportEnd;
import dev.holdfast.core.connection.ConnectionInfo;
import dev.holdfast.core.connection.Notice;
import dev.holdfast.core.connection.Presented;
import dev.holdfast.core.evidence.Counters;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.Leg;
import dev.holdfast.core.evidence.Timeline;
import dev.holdfast.proxy.backend.Standing;
import dev.holdfast.proxy.frame.FrameScanner;
import dev.holdfast.server.connection.Drain;
import dev.holdfast.server.connection.Farewell;
import dev.holdfast.server.connection.Heartbeat;
import dev.holdfast.server.options.HeartbeatOptions;
import dev.holdfast.server.time.Deadlines.Kind;
import dev.holdfast.server.transport.Transport;
import dev.holdfast.server.transport.TransportEvents;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One client's connection through the gateway: turns what its two transports tell into facts and bytes for
/// the other leg, from the TCP accept to the one record. Hears the downstream transport itself. Owned by the
/// event loop but for what says otherwise.
public final class GatewayConnection implements TransportEvents, Drain.Drainable {
    private final GatewayParts parts;
    private final LoopShare share;
    private final Timeline.Recorder recorder;
    private final Timeouts deadlines;
    private final RelayLeg down;

    // Read by other threads too.
    private volatile RelayState state = RelayState.ACCEPTED;
    private volatile ConnectionInfo info;
    private volatile boolean announced;

    private volatile @Nullable Standing target;
    private @Nullable RelayLeg up;
    private @Nullable Asking asking;

    /// A question or a plain HTTP request: no WebSocket, so no record.
    private boolean unrecorded;

    private boolean placeTaken;
    private boolean ended;
    /// The backend is being looked at, after which the end is told.
    private boolean looking;
    private boolean looked;
    /// What had moved when the last deadline of the end was set.
    private long movedBefore;
    /// How things stood when the end began.
    private @Nullable Circumstances circumstances;

    public GatewayConnection(GatewayParts parts, Transport transport, LoopShare share) {
        this.parts = parts;
        this.share = share;
        long now = parts.time().nanos();
        Instant wall = parts.time().wall();
        recorder = new Timeline.Recorder(wall, now);
        info = ConnectionInfo.accepted(parts.ids().connection(), transport.remoteAddress(), wall);
        down = new RelayLeg(transport, new FrameScanner(true, new SeenFrames(this, Leg.DOWNSTREAM)), now);
        deadlines = new Timeouts(this);
        asking = new Asking(this, parts);
        record(new Fact.Accepted(info.remoteAddress()));
        deadlines.set(Kind.HANDSHAKE, parts.options().limits().handshakeTimeout());
        parts.connections().add(this);
    }

    // ---- TransportEvents of the downstream leg

    @Override
    public void bytes(ByteBuf in) {
        int size = in.readableBytes();
        down.received(size, now());
        share.bytesReceived += size;
        switch (state) {
            case ACCEPTED, CONNECTING, AWAITING_ANSWER, PASSING_ANSWER ->
                Objects.requireNonNull(asking).fromClient(in);
            case OPEN -> relay(down, Objects.requireNonNull(up), in);
            case FINISHING -> {
                // Nobody is left to hand it on to, but the answer to a close frame of ours is a fact.
                if (announced) {
                    down.scanner.scan(in);
                }
            }
            case REFUSED_BY_US, ENDED -> {}
        }
    }

    @Override
    public void readComplete() {
        flush(up);
        if (state != RelayState.OPEN) {
            flush(down);
        }
    }

    @Override
    public void peerFin() {
        down.finSeen = true;
        if (state == RelayState.OPEN && down.relayed == 0 && up != null && up.relayed == 0) {
            TcpSample sample = down.transport.sample();
            if (sample != null && sample.leftUntaken()) {
                record(new Fact.UpgradeNotTaken());
            }
        }
        record(new Fact.PeerFinSeen());
        switch (state) {
            case ACCEPTED -> down.transport.close();
            case CONNECTING, AWAITING_ANSWER -> {
                down.transport.close();
                giveUpBackend();
            }
            case OPEN -> passOnEnd(up);
            case PASSING_ANSWER, REFUSED_BY_US, FINISHING -> settle();
            case ENDED -> {}
        }
    }

    @Override
    public void writabilityChanged(boolean writable) {
        down.writable(writable, now());
        if (up != null && !up.gone) {
            up.reading(writable || down.gone);
        }
    }

    @Override
    public void ended(TransportEnd how) {
        down.gone = true;
        record(new Fact.TransportEnded(how));
        if (state == RelayState.OPEN) {
            passOnEnd(up);
        } else {
            giveUpBackend();
        }
        settle();
    }

    @Override
    public void fault(Throwable thrown) {
        String errorId = parts.ids().error();
        parts.listener()
                .noticed(new Notice(
                        Notice.Level.ERROR,
                        "internal-fault",
                        "A fault of Holdfast ended a connection; please report it",
                        info,
                        Map.of("error_id", errorId),
                        thrown));
        if (!begins(new Decision.InternalFault(errorId, thrown.getClass().getName()))) {
            abort("a fault of the gateway");
        }
    }

    // ---- the upstream leg

    /// The backend took the connection.
    ///
    /// @return hears the upstream transport
    TransportEvents connected(Transport transport) {
        up = new RelayLeg(transport, new FrameScanner(false, new SeenFrames(this, Leg.UPSTREAM)), now());
        state = RelayState.AWAITING_ANSWER;
        record(new Fact.UpstreamConnected(transport.remoteAddress()));
        transport.eventLoop().execute(() -> {
            if (asking != null && state == RelayState.AWAITING_ANSWER) {
                asking.ask(Objects.requireNonNull(up));
            }
        });
        return new UpstreamEvents();
    }

    private final class UpstreamEvents implements TransportEvents {
        @Override
        public void bytes(ByteBuf in) {
            RelayLeg leg = Objects.requireNonNull(up);
            leg.received(in.readableBytes(), now());
            switch (state) {
                case AWAITING_ANSWER, PASSING_ANSWER ->
                    Objects.requireNonNull(asking).fromBackend(in);
                case OPEN -> relay(leg, down, in);
                case ACCEPTED, CONNECTING, REFUSED_BY_US, FINISHING, ENDED -> {}
            }
        }

        @Override
        public void readComplete() {
            flush(down);
            if (state != RelayState.OPEN) {
                flush(up);
            }
        }

        @Override
        public void peerFin() {
            Objects.requireNonNull(up).finSeen = true;
            if (state != RelayState.AWAITING_ANSWER) {
                record(new Fact.UpstreamFinSeen()); // else the decision that follows says so
            }
            switch (state) {
                case OPEN -> {
                    lookAfterLoss();
                    passOnEnd(down);
                }
                case AWAITING_ANSWER, PASSING_ANSWER -> {
                    if (state == RelayState.PASSING_ANSWER || !endBegun()) {
                        Objects.requireNonNull(asking).backendEnded();
                    }
                }
                case ACCEPTED, CONNECTING, REFUSED_BY_US, FINISHING, ENDED -> settle();
            }
        }

        @Override
        public void writabilityChanged(boolean writable) {
            Objects.requireNonNull(up).writable(writable, now());
            if (!down.gone && state == RelayState.OPEN) {
                down.reading(writable);
            }
        }

        @Override
        public void ended(TransportEnd how) {
            Objects.requireNonNull(up).gone = true;
            if (state == RelayState.AWAITING_ANSWER && !endBegun()) {
                // The decision that follows is the ground, and says how it came to be.
                Objects.requireNonNull(asking).backendEnded();
            }
            record(new Fact.UpstreamEnded(how));
            switch (state) {
                case OPEN -> {
                    lookAfterLoss();
                    passOnEnd(down);
                }
                case PASSING_ANSWER -> Objects.requireNonNull(asking).backendEnded();
                case ACCEPTED, CONNECTING, AWAITING_ANSWER, REFUSED_BY_US, FINISHING, ENDED -> {}
            }
            settle();
        }

        @Override
        public void fault(Throwable thrown) {
            GatewayConnection.this.fault(thrown);
        }
    }

    // ---- relaying

    private void relay(RelayLeg from, RelayLeg to, ByteBuf in) {
        long before = from.scanner.messages();
        long roundTrip = Relaying.pass(from, to, in, now());
        long passed = from.scanner.messages() - before;
        if (to == down) {
            share.bytesSent += in.readableBytes();
            share.messagesSent += passed;
        } else {
            share.messagesReceived += passed;
        }
        if (roundTrip >= 0 && from == down) {
            share.roundTrip.record(roundTrip);
        }
    }

    /// The next look at whether both legs live.
    void heartbeatDue() {
        RelayLeg upstream = up;
        if (state != RelayState.OPEN || upstream == null) {
            return;
        }
        Heartbeat.Step toClient = Relaying.step(upstream, down, now());
        Heartbeat.Step toBackend = Relaying.step(down, upstream, now());
        flush(down);
        flush(upstream);
        if (toClient instanceof Heartbeat.Missed(Decision.HeartbeatMissed missed)) {
            end(missed);
        } else if (toBackend instanceof Heartbeat.Missed(Decision.HeartbeatMissed missed)) {
            end(new Decision.BackendSilent(
                    target().backend().authority(), missed.waited(), missed.silence(), missed.path(), missed.sample()));
        } else {
            Duration next = sooner(until(toClient), until(toBackend));
            if (next != null) {
                deadlines.set(Kind.HEARTBEAT, next);
            }
        }
    }

    private static @Nullable Duration until(Heartbeat.@Nullable Step step) {
        return switch (step) {
            case Heartbeat.Wait(Duration until) -> until;
            case Heartbeat.Ping ping -> ping.until();
            case Heartbeat.Missed _ -> null;
            case null -> null;
        };
    }

    private static @Nullable Duration sooner(@Nullable Duration one, @Nullable Duration other) {
        return one == null ? other : other == null || one.compareTo(other) < 0 ? one : other;
    }

    /// One leg has ended its side; the other is told by a FIN, behind everything that came before.
    private void passOnEnd(@Nullable RelayLeg other) {
        RelayLeg upstream = up;
        if (other == null || upstream == null) {
            return;
        }
        Relaying.release(other == down ? upstream : down, other, now());
        if (!deadlines.isSet(Kind.CLOSE)) {
            awaitEnd();
        }
        if (!other.gone) {
            // Nobody is left to slow it down for, and its end is to be seen.
            if (other == down ? upstream.gone : down.gone) {
                other.reading(true);
            }
            other.finish(this::settle);
        }
        settle();
    }

    /// The backend's leg is lost. If that is what began the end, it tells much whether the backend is still
    /// there.
    private void lookAfterLoss() {
        Fact began = timeline().ending().map(Timeline.Entry::fact).orElse(null);
        if (looked || !(began instanceof Fact.UpstreamFinSeen || began instanceof Fact.UpstreamEnded)) {
            return;
        }
        looked = true;
        looking = true;
        share.afterLoss.look(target().backend(), look -> {
            looking = false;
            if (look != null) {
                record(new Fact.UpstreamLookedAfter(look.refused(), look.lostTogether()));
            }
            settle();
        });
    }

    private void awaitEnd() {
        movedBefore = moved();
        deadlines.set(Kind.CLOSE, parts.options().closing().timeout());
    }

    private long moved() {
        return down.relayed + (up == null ? 0 : up.relayed);
    }

    /// One leg has ended and the other has not followed.
    void endOverdue() {
        if (state == RelayState.OPEN && moved() != movedBefore) {
            awaitEnd(); // half-closed, and still in use
            return;
        }
        String why = "it did not end its side within "
                + parts.options().closing().timeout().toMillis() + " ms of the other's end";
        abort(why);
    }

    private void abort(String why) {
        if (!down.gone) {
            down.transport.abort(why);
        }
        if (up != null && !up.gone) {
            up.transport.abort(why);
        }
    }

    /// Closes what has ended both ways, and reports when nothing is left.
    void settle() {
        RelayLeg upstream = up;
        closeIfOver(down);
        if (upstream != null) {
            closeIfOver(upstream);
        }
        if (down.gone && (upstream == null || upstream.gone) && !looking && !ended) {
            ended = true;
            report();
        }
    }

    private static void closeIfOver(RelayLeg leg) {
        if (!leg.gone && leg.finSeen && leg.finSent) {
            leg.transport.close();
        }
    }

    private static void flush(@Nullable RelayLeg leg) {
        if (leg != null && !leg.gone) {
            leg.transport.flush();
        }
    }

    // ---- ending by us

    /// Ends this connection on a ground of ours; the first ground counts.
    @Override
    public void end(Decision decision) {
        var _ = begins(decision);
    }

    private boolean endBegun() {
        return recorder.timeline().ending().isPresent();
    }

    /// What has begun its end already is ended faster by a decision, which then is not its ground.
    ///
    /// @return whether it was not being ended by us before
    private boolean begins(Decision decision) {
        if (state.ending() || ended) {
            return false;
        }
        if (!endBegun()) {
            record(decision);
        }
        if (state == RelayState.OPEN) {
            farewell(decision);
        } else {
            refuse(decision);
        }
        return true;
    }

    /// Both sides get a close frame of ours where one can stand, then a FIN.
    private void farewell(Decision decision) {
        RelayLeg upstream = Objects.requireNonNull(up);
        state = RelayState.FINISHING;
        Farewell words = new Farewell(decision, parts.classifier().explain(timeline()));
        if (upstream.scanner.atBoundary()) {
            down.write(InsertedFrames.closeToClient(down.transport.allocator(), words.frame()), now());
            record(new Fact.CloseSent(words.frame()));
        }
        if (down.scanner.atBoundary()) {
            upstream.write(InsertedFrames.goingAwayToBackend(upstream.transport.allocator()), now());
        }
        down.finish(this::settle);
        upstream.finish(this::settle);
        awaitEnd();
    }

    private void refuse(Decision decision) {
        giveUpBackend();
        Farewell words = new Farewell(decision, parts.classifier().explain(timeline()));
        answer(words.http(info.connectionId()));
        record(new Fact.HttpAnswered(words.status()));
    }

    /// Sends an HTTP answer of our own, with which the connection ends.
    void answer(byte[] http) {
        state = RelayState.REFUSED_BY_US;
        down.write(http, now());
        down.finish(this::settle);
        deadlines.clearAll();
        awaitEnd();
    }

    /// Ends what is left without waiting for anybody.
    @Override
    public void endAtOnce(Decision decision) {
        end(decision);
        flush(down);
        flush(up);
        if (!down.gone) {
            down.transport.close();
        }
        giveUpBackend();
        looking = false;
        settle();
    }

    /// What is passing or asked for has no one left who wants it.
    void giveUpBackend() {
        Asking question = asking;
        if (question != null) {
            question.stop();
        }
        RelayLeg upstream = up;
        if (upstream != null && !upstream.gone) {
            upstream.transport.close();
        }
    }

    /// The answer that is not 101 has passed whole.
    void answerPassed() {
        state = RelayState.FINISHING;
        giveUpBackend();
        down.finish(this::settle);
        awaitEnd();
        settle();
    }

    private void report() {
        state = RelayState.ENDED;
        deadlines.clearAll();
        Asking question = asking;
        if (question != null) {
            question.stop();
            asking = null;
        }
        parts.connections().remove(this);
        Standing left = target;
        if (left != null) {
            left.left();
        }
        if (placeTaken) {
            parts.admission().leave(down.transport.remoteHost());
        }
        share.controlFrames += down.scanner.controls();
        if (down.bytesReceived == 0 && !tlsFailed()) {
            parts.silentConnects().count(down.transport.remoteHost());
        } else if (!unrecorded) {
            EndReport.send(this);
        }
    }

    /// What came was not nothing, though none of it was for us to read.
    private boolean tlsFailed() {
        return timeline()
                .last(Fact.TransportEnded.class)
                .filter(ended -> ended.end() instanceof TransportEnd.Failed)
                .isPresent();
    }

    // ---- for its parts

    void record(Fact fact) {
        if (ended
                && !(fact instanceof Fact.Totals
                        || fact instanceof Fact.UpstreamTotals
                        || fact instanceof Fact.NodeUnwell)) {
            return;
        }
        long now = now();
        if (circumstances == null && fact instanceof Fact.Ending) {
            circumstances = Circumstances.of(down, up, fact, now);
            if (state == RelayState.OPEN) {
                circumstances.facts().forEach(each -> recorder.record(now, each));
            }
        }
        recorder.record(now, fact);
    }

    /// A whole ping or pong has passed.
    void control(Leg from, boolean ping) {
        RelayLeg upstream = Objects.requireNonNull(up);
        RelayLeg leg = from == Leg.DOWNSTREAM ? down : upstream;
        if (ping) {
            leg.pinged(now());
        } else {
            (leg == down ? upstream : down).ponged(now());
        }
    }

    Circumstances circumstances() {
        Circumstances known = circumstances;
        return known == null ? Circumstances.of(down, up, null, now()) : known;
    }

    /// Its opening handshake carries credentials for the backend.
    void presented(Presented credentials) {
        info = info.presenting(credentials);
    }

    /// The request is there, and it is for a WebSocket.
    ///
    /// @return whether there is a place for it
    boolean requested(Fact.HandshakeReceived request, @Nullable String attempt) {
        Fact.HandshakeReceived fact = share.requests.one(request);
        info = info.requested(fact.path(), fact.origin(), fact.userAgent(), attempt);
        record(fact);
        String stoppedBy = parts.availability().stoppedBy();
        if (stoppedBy != null) {
            end(new Decision.Draining(stoppedBy, parts.options().drain().window()));
            return false;
        }
        var limit = parts.admission().enter(down.transport.remoteHost());
        placeTaken = limit == null;
        if (limit != null) {
            end(new Decision.AdmissionRefused(limit, parts.admission().allowed(limit)));
            return false;
        }
        return true;
    }

    /// The request is no handshake, so no record is left of it.
    void plain() {
        unrecorded = true;
    }

    /// The backend that it goes to, in place of the one before.
    void goTo(Standing standing) {
        Standing before = target;
        if (before != null) {
            before.left();
        }
        standing.taken();
        target = standing;
    }

    Standing target() {
        return Objects.requireNonNull(target);
    }

    /// Whether it goes to this backend. From any thread.
    public boolean goesTo(Standing standing) {
        return Objects.equals(target, standing);
    }

    void connecting() {
        state = RelayState.CONNECTING;
        deadlines.set(Kind.HANDSHAKE, parts.options().connectTimeout());
    }

    void passingAnswer() {
        state = RelayState.PASSING_ANSWER;
        deadlines.clear(Kind.HANDSHAKE);
    }

    /// The backend's 101 has been relayed: from here on bytes pass both ways.
    ///
    /// @param early what the client sent before it
    /// @param rest what the backend sent behind it
    void upgraded(@Nullable String subprotocol, @Nullable ByteBuf early, ByteBuf rest) {
        RelayLeg upstream = Objects.requireNonNull(up);
        record(share.requests.upgraded(subprotocol));
        info = info.upgraded(subprotocol);
        deadlines.clear(Kind.HANDSHAKE);
        state = RelayState.OPEN;
        asking = null;
        announced = true;
        share.opened++;
        parts.listener().opened(info);
        if (rest.isReadable()) {
            relay(upstream, down, rest);
        }
        if (early != null) {
            relay(down, upstream, early);
            early.release();
            flush(upstream);
        }
        down.reading(upstream.transport.writable());
        if (!down.transport.writable()) {
            upstream.reading(false);
        }
        beginHeartbeat(upstream);
    }

    private void beginHeartbeat(RelayLeg upstream) {
        HeartbeatOptions options = parts.options().heartbeat();
        if (options == null || state != RelayState.OPEN) {
            return;
        }
        LegHeartbeat toClient = new LegHeartbeat(options, true);
        LegHeartbeat toBackend = new LegHeartbeat(options, false);
        down.heartbeat = toClient;
        upstream.heartbeat = toBackend;
        deadlines.set(Kind.HEARTBEAT, Objects.requireNonNull(sooner(toClient.first(now()), toBackend.first(now()))));
    }

    RelayState relayState() {
        return state;
    }

    long now() {
        return parts.time().nanos();
    }

    RelayLeg down() {
        return down;
    }

    @Nullable
    RelayLeg up() {
        return up;
    }

    LoopShare share() {
        return share;
    }

    GatewayParts parts() {
        return parts;
    }

    Timeouts deadlines() {
        return deadlines;
    }

    Timeline timeline() {
        return recorder.timeline();
    }

    // ---- from any thread

    ConnectionInfo info() {
        return info;
    }

    /// Whether the log knows of it as open.
    boolean announced() {
        return announced;
    }

    @Override
    public EventLoop eventLoop() {
        return down.transport.eventLoop();
    }

    Duration age() {
        return recorder.age(now());
    }

    Duration idle() {
        return Duration.ofNanos(now() - down.lastReceived);
    }

    @Nullable
    Duration roundTrip() {
        LegHeartbeat toClient = down.heartbeat;
        return toClient == null ? null : toClient.roundTrip();
    }

    Counters counters() {
        RelayLeg upstream = up;
        return new Counters(
                down.scanner.messages(),
                upstream == null ? 0 : upstream.scanner.messages(),
                down.bytesReceived,
                down.bytesSent,
                0,
                0,
                Duration.ZERO,
                Duration.ZERO);
    }
}
