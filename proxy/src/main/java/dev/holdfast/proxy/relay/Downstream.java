package dev.holdfast.proxy.relay;

import dev.holdfast.core.close.TransportEnd;
import dev.holdfast.core.evidence.AdmissionLimit;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.proxy.backend.Standing;
import dev.holdfast.proxy.plain.ClientSide;
import dev.holdfast.proxy.plain.PlainConnection;
import dev.holdfast.server.connection.Drain;
import dev.holdfast.server.handshake.RequestHead;
import dev.holdfast.server.transport.Transport;
import dev.holdfast.server.transport.TransportEvents;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One client's TCP connection, whatever it carries: it begins as one that may become a WebSocket, may carry plain
/// requests in between, and may become a WebSocket after them. Owned by its event loop but for what says otherwise.
public final class Downstream implements TransportEvents, Drain.Drainable, ClientSide.Next {
    private final GatewayParts parts;
    private final Transport transport;
    private final LoopShare share;

    /// Who has it now.
    private ClientSide side;

    // Read by other threads too.
    private volatile @Nullable GatewayConnection websocket;

    private String key;

    private boolean placeTaken;

    public Downstream(GatewayParts parts, Transport transport, LoopShare share) {
        this.parts = parts;
        this.transport = transport;
        this.share = share;
        GatewayConnection begun = GatewayConnection.accepted(parts, this);
        side = begun;
        websocket = begun;
        key = begun.info().connectionId();
        parts.connections().put(key, this);
    }

    /// A plain request has come in place of a handshake.
    void plain(RequestHead request, ByteBuf rest) {
        PlainConnection plain = new PlainConnection(parts.plain(), share.plain, transport, this);
        side = plain;
        websocket = null;
        plain.begin(request, rest);
    }

    @Override
    public void handshake(RequestHead head, ByteBuf rest, int bytes, Duration ago) {
        GatewayConnection begun = GatewayConnection.asking(parts, this, bytes, ago);
        side = begun;
        websocket = begun;
        String before = key;
        key = begun.info().connectionId();
        parts.connections().put(key, this);
        parts.connections().remove(before, this);
        begun.begin(head, rest);
    }

    @Override
    public @Nullable Decision enter() {
        if (placeTaken) {
            return null;
        }
        AdmissionLimit limit = parts.admission().enter(transport.remoteHost());
        placeTaken = limit == null;
        return limit == null
                ? null
                : new Decision.AdmissionRefused(limit, parts.admission().allowed(limit));
    }

    @Override
    public void over() {
        if (placeTaken) {
            placeTaken = false;
            parts.admission().leave(transport.remoteHost());
        }
        parts.connections().remove(key, this);
    }

    Transport transport() {
        return transport;
    }

    LoopShare share() {
        return share;
    }

    // ---- from any thread

    /// The WebSocket that it is, or may become.
    @Nullable
    GatewayConnection websocket() {
        return websocket;
    }

    /// Whether it is a WebSocket, or asks for one, of this backend.
    public boolean goesTo(Standing standing) {
        GatewayConnection present = websocket;
        return present != null && present.goesTo(standing);
    }

    @Override
    public EventLoop eventLoop() {
        return transport.eventLoop();
    }

    // ---- for who has it

    @Override
    public void bytes(ByteBuf in) {
        side.bytes(in);
    }

    @Override
    public void readComplete() {
        side.readComplete();
    }

    @Override
    public void peerFin() {
        side.peerFin();
    }

    @Override
    public void writabilityChanged(boolean writable) {
        side.writabilityChanged(writable);
    }

    @Override
    public void ended(TransportEnd end) {
        side.ended(end);
    }

    @Override
    public void fault(Throwable thrown) {
        side.fault(thrown);
    }

    @Override
    public void end(Decision decision) {
        side.end(decision);
    }

    @Override
    public void endAtOnce(Decision decision) {
        side.endAtOnce(decision);
    }
}
