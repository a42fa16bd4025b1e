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
import dev.holdfast.proxy.access.User;
import dev.holdfast.proxy.backend.Standing;
import dev.holdfast.proxy.frame.FrameScanner;
import dev.holdfast.proxy.plain.ClientSide;
import dev.holdfast.server.handshake.RequestHead;
import dev.holdfast.server.time.Deadlines.Kind;
import dev.holdfast.server.transport.Transport;
import dev.holdfast.server.transport.TransportEvents;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One client's connection through the gateway: turns what its two transports tell into facts and bytes for
/// the other leg, from the TCP accept to the one record. Hears the downstream transport itself. Owned by the
/// event loop but for what says otherwise.
public final class GatewayConnection implements ClientSide {
    private final GatewayParts parts;
    private final Downstream downstream;
    private final LoopShare share;
    private final Chronicle chronicle;
    private final Timeouts deadlines;
    private final RelayLeg down;
    private final Ending ending;

    // Read by other threads too.
    private volatile RelayState state = RelayState.ACCEPTED;
    private volatile ConnectionInfo info;
    private volatile boolean announced;

    private volatile @Nullable Standing target;
    private @Nullable RelayLeg up;
    private @Nullable Asking asking;
    private @Nullable OpenRelay relay;
    private final @Nullable Entrance entrance;

    /// @param ago since what its timeline begins with
    private GatewayConnection(GatewayParts parts, Downstream downstream, Duration ago) {
        this.parts = parts;
        this.downstream = downstream;
        this.share = downstream.share();
        Transport transport = downstream.transport();
        long now = parts.time().nanos();
        Instant wall = parts.time().wall().minus(ago);
        chronicle = new Chronicle(wall, now - ago.toNanos(), new Fact.Accepted(transport.remoteAddress()));
        info = ConnectionInfo.accepted(parts.ids().connection(), transport.remoteAddress(), wall);
        down = new RelayLeg(transport, new FrameScanner(true, new SeenFrames(this, Leg.DOWNSTREAM)), now);
        deadlines = new Timeouts(this);
        ending = new Ending(this, down);
        entrance = parts.door() == null ? null : new Entrance(this, parts.door());
        asking = new Asking(this, parts);
    }

    /// A connection that was accepted, of which nothing is known yet.
    static GatewayConnection accepted(GatewayParts parts, Downstream downstream) {
        GatewayConnection connection = new GatewayConnection(parts, downstream, Duration.ZERO);
        connection.deadlines.set(Kind.HANDSHAKE, parts.options().limits().handshakeTimeout());
        return connection;
    }

    /// A connection that has carried plain requests, and now asks for a WebSocket. What went before is not part of it:
    /// it had no handshake, so its time would only look like a slow one.
    ///
    /// @param bytes of the handshake's head
    /// @param ago since its first byte came
    static GatewayConnection asking(GatewayParts parts, Downstream downstream, int bytes, Duration ago) {
        GatewayConnection connection = new GatewayConnection(parts, downstream, ago);
        connection.down.received(bytes, connection.now());
        connection.deadlines.set(
                Kind.HANDSHAKE, parts.options().limits().handshakeTimeout().minus(ago));
        return connection;
    }

    /// @param rest what came behind the handshake
    void begin(RequestHead handshake, ByteBuf rest) {
        down.bytesReceived += rest.readableBytes();
        Objects.requireNonNull(asking).begin(handshake, rest);
        down.flush();
    }

    // ---- TransportEvents of the downstream leg

    @Override
    public void bytes(ByteBuf in) {
        int size = in.readableBytes();
        long now = now();
        down.received(size, now);
        share.bytesReceived += size;
        switch (state) {
            case ACCEPTED, AUTHENTICATING, CONNECTING, AWAITING_ANSWER, PASSING_ANSWER ->
                Objects.requireNonNull(asking).fromClient(in);
            case OPEN -> Objects.requireNonNull(relay).fromClient(in, now);
            case FINISHING -> {
                // Nobody is left to hand it on to, but the answer to a close frame of ours is a fact.
                if (timeline().has(Fact.Upgraded.class)) {
                    down.scanner.scan(in);
                }
            }
            case REFUSED_BY_US, ENDED -> {}
        }
    }

    @Override
    public void readComplete() {
        if (up != null) {
            up.flush();
        }
        if (state != RelayState.OPEN) {
            down.flush();
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
            case AUTHENTICATING, CONNECTING, AWAITING_ANSWER -> {
                down.transport.close();
                ending.giveUpBackend();
            }
            case OPEN -> Objects.requireNonNull(relay).clientEnded();
            case PASSING_ANSWER, REFUSED_BY_US, FINISHING -> ending.settle();
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
            Objects.requireNonNull(relay).clientEnded();
        } else {
            ending.giveUpBackend();
        }
        ending.settle();
    }

    @Override
    public void fault(Throwable thrown) {
        String errorId = parts.ids().error();
        parts.listener().noticed(Notice.internalFault(info, errorId, thrown));
        if (!ending.begins(new Decision.InternalFault(errorId, thrown.getClass().getName()))) {
            ending.abort("a fault of the gateway");
        }
    }

    // ---- the upstream leg

    /// The backend took the connection.
    ///
    /// @return hears the upstream transport
    TransportEvents connected(Transport transport) {
        RelayLeg leg = new RelayLeg(transport, new FrameScanner(false, new SeenFrames(this, Leg.UPSTREAM)), now());
        up = leg;
        state = RelayState.AWAITING_ANSWER;
        record(new Fact.UpstreamConnected(transport.remoteAddress()));
        transport.eventLoop().execute(() -> {
            if (asking != null && state == RelayState.AWAITING_ANSWER) {
                asking.ask(leg);
            }
        });
        return new UpstreamEvents(this, leg);
    }

    // ---- the end

    /// Ends this connection on a ground of ours; the first ground counts.
    @Override
    public void end(Decision decision) {
        var _ = ending.begins(decision);
    }

    @Override
    public void endAtOnce(Decision decision) {
        end(decision);
        ending.atOnce();
    }

    /// Nothing is left of it.
    void over() {
        if (state != RelayState.ENDED) {
            state = RelayState.ENDED;
            report();
        }
    }

    private void report() {
        chronicle.end();
        deadlines.clearAll();
        Asking question = asking;
        if (question != null) {
            question.stop();
            asking = null;
        }
        String attempt = info.attempt();
        if (attempt != null) {
            parts.connections().telling(attempt);
        }
        downstream.over();
        Standing left = target;
        if (left != null) {
            left.left();
        }
        if (entrance != null) {
            entrance.leave();
        }
        share.controlFrames += down.scanner.controls();
        if (down.bytesReceived == 0 && !tlsFailed()) {
            parts.silentConnects().count(down.transport.remoteHost(), down.transport.secured());
        } else {
            EndReport.send(this);
        }
        if (attempt != null) {
            parts.connections().told(attempt);
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
        chronicle.record(fact, this);
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

    /// How things stood when the end began.
    Circumstances circumstances() {
        return chronicle.circumstances(this);
    }

    /// Its opening handshake carries credentials for the backend.
    void presented(Presented credentials) {
        info = info.presenting(credentials);
    }

    /// The request is there, and it is for a WebSocket.
    ///
    /// @return what refuses it already; `null` where nothing does
    @Nullable
    Decision requested(Fact.HandshakeReceived request, @Nullable String attempt) {
        Fact.HandshakeReceived fact = share.requests.one(request);
        info = info.requested(fact.path(), fact.origin(), fact.userAgent(), attempt);
        record(fact);
        String stoppedBy = parts.availability().stoppedBy();
        return stoppedBy == null
                ? null
                : new Decision.Draining(stoppedBy, parts.options().drain().window());
    }

    /// @return what refuses it a place among those that are let in; `null` when it has one
    @Nullable
    Decision enter() {
        return downstream.enter();
    }

    /// The client is known, by a credential that was judged here.
    void authenticated(User user) {
        record(new Fact.Authenticated(user.id(), user.method(), user.expiresAt()));
        info = info.authenticated(user.id(), user.method());
    }

    /// A 101 of ours is on its way out, and a close frame right behind it.
    void refusedByClose(@Nullable String subprotocol) {
        record(new Fact.Upgraded(subprotocol));
        info = info.upgraded(subprotocol);
    }

    /// The request is no handshake: the connection is somebody else's from here on, and no record is left of
    /// it.
    ///
    /// @param rest what came behind it
    void plain(RequestHead request, ByteBuf rest) {
        state = RelayState.ENDED;
        deadlines.clearAll();
        asking = null;
        downstream.plain(request, rest);
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
    boolean goesTo(Standing standing) {
        return Objects.equals(target, standing);
    }

    void connecting() {
        state = RelayState.CONNECTING;
        deadlines.set(Kind.HANDSHAKE, parts.options().connectTimeout());
    }

    void passingAnswer() {
        state = RelayState.PASSING_ANSWER;
        deadlines.clear(Kind.HANDSHAKE);
        ending.await();
    }

    /// The backend's 101 has been relayed: from here on bytes pass both ways.
    ///
    /// @param early what the client sent before it
    /// @param rest what the backend sent behind it
    void upgraded(@Nullable String subprotocol, @Nullable ByteBuf early, ByteBuf rest) {
        record(share.requests.upgraded(subprotocol));
        info = info.upgraded(subprotocol);
        deadlines.clear(Kind.HANDSHAKE);
        if (entrance != null) {
            entrance.opened();
        }
        OpenRelay opened = new OpenRelay(this, down, Objects.requireNonNull(up));
        relay = opened;
        state = RelayState.OPEN;
        asking = null;
        announced = true;
        share.opened++;
        parts.listener().opened(info);
        opened.begin(early, rest);
    }

    boolean endBegun() {
        return timeline().ending().isPresent();
    }

    void state(RelayState next) {
        state = next;
    }

    Ending ending() {
        return ending;
    }

    @Nullable
    Asking asking() {
        return asking;
    }

    /// Absent where who is let in is the backend's to decide.
    @Nullable
    Entrance entrance() {
        return entrance;
    }

    /// Absent before the 101.
    @Nullable
    OpenRelay relay() {
        return relay;
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
        return chronicle.timeline();
    }

    // ---- from any thread

    ConnectionInfo info() {
        return info;
    }

    /// Whether the log knows of it as open.
    boolean announced() {
        return announced;
    }

    EventLoop eventLoop() {
        return down.transport.eventLoop();
    }

    Duration age() {
        return chronicle.age(now());
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
