package dev.holdfast.proxy.relay;

import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.Timeline;
import dev.holdfast.server.connection.Heartbeat;
import dev.holdfast.server.options.HeartbeatOptions;
import dev.holdfast.server.time.Deadlines.Kind;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A connection from the 101 on: what either side says, how long it is silent and that it ends goes to the
/// other. Used on the connection's event loop.
final class OpenRelay {
    private final GatewayConnection connection;
    private final LoopShare share;
    private final RelayLeg down;
    private final RelayLeg up;

    /// The backend is being looked at, after which the end is told.
    private boolean looking;

    private boolean looked;

    OpenRelay(GatewayConnection connection, RelayLeg down, RelayLeg up) {
        this.connection = connection;
        this.share = connection.share();
        this.down = down;
        this.up = up;
    }

    /// @param early what the client sent before the 101
    /// @param rest what the backend sent behind it
    void begin(@Nullable ByteBuf early, ByteBuf rest) {
        if (rest.isReadable()) {
            fromBackend(rest, connection.now());
        }
        if (early != null) {
            fromClient(early, connection.now());
            early.release();
            up.flush();
        }
        down.reading(up.transport.writable());
        if (!down.transport.writable()) {
            up.reading(false);
        }
        beginHeartbeat();
    }

    void fromClient(ByteBuf in, long now) {
        long before = down.scanner.messages();
        long roundTrip = Relaying.pass(down, up, in, now);
        share.messagesReceived += down.scanner.messages() - before;
        if (roundTrip >= 0) {
            share.roundTrip.record(roundTrip);
        }
    }

    void fromBackend(ByteBuf in, long now) {
        int size = in.readableBytes();
        long before = up.scanner.messages();
        var _ = Relaying.pass(up, down, in, now);
        share.bytesSent += size;
        share.messagesSent += up.scanner.messages() - before;
    }

    // ---- silence

    private void beginHeartbeat() {
        HeartbeatOptions options = connection.parts().options().heartbeat();
        if (options == null || connection.relayState() != RelayState.OPEN) {
            return;
        }
        LegHeartbeat toClient = new LegHeartbeat(options, true);
        LegHeartbeat toBackend = new LegHeartbeat(options, false);
        down.heartbeat = toClient;
        up.heartbeat = toBackend;
        next(Objects.requireNonNull(sooner(toClient.first(), toBackend.first())));
    }

    private void next(Duration look) {
        connection.deadlines().set(Kind.HEARTBEAT, look);
    }

    /// The next look at whether both legs live.
    void heartbeatDue() {
        if (connection.relayState() != RelayState.OPEN) {
            return;
        }
        Heartbeat.Step toClient = Relaying.step(up, down, connection.now());
        Heartbeat.Step toBackend = Relaying.step(down, up, connection.now());
        down.flush();
        up.flush();
        if (toClient instanceof Heartbeat.Missed(Decision.HeartbeatMissed missed)) {
            connection.end(missed);
        } else if (toBackend instanceof Heartbeat.Missed(Decision.HeartbeatMissed missed)) {
            connection.end(new Decision.BackendSilent(
                    connection.target().backend().authority(),
                    missed.waited(),
                    missed.silence(),
                    missed.path(),
                    missed.sample()));
        } else {
            Duration next = sooner(until(toClient), until(toBackend));
            if (next != null) {
                next(next);
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

    // ---- ends

    void clientEnded() {
        passOnEnd(down, up);
    }

    void backendEnded() {
        lookAfterLoss();
        passOnEnd(up, down);
    }

    /// One leg has ended its side; the other is told by a FIN, behind everything that came before.
    private void passOnEnd(RelayLeg ended, RelayLeg other) {
        Relaying.release(ended, other, connection.now());
        if (!connection.deadlines().isSet(Kind.CLOSE)) {
            connection.ending().await();
        }
        if (!other.gone) {
            // Nobody is left to slow it down for, and its end is to be seen.
            if (ended.gone) {
                other.reading(true);
            }
            other.finish(connection.ending()::settle);
        }
        connection.ending().settle();
    }

    /// The backend's leg is lost. If that is what began the end, it tells much whether the backend is still
    /// there.
    private void lookAfterLoss() {
        Fact began = connection.timeline().ending().map(Timeline.Entry::fact).orElse(null);
        if (looked || !(began instanceof Fact.UpstreamFinSeen || began instanceof Fact.UpstreamEnded)) {
            return;
        }
        looked = true;
        looking = true;
        share.afterLoss.look(connection.target().backend(), look -> {
            looking = false;
            if (look != null) {
                connection.record(new Fact.UpstreamLookedAfter(look.refused(), look.lostTogether()));
            }
            connection.ending().settle();
        });
    }

    /// Whether the end is to be told only after a look at the backend.
    boolean looking() {
        return looking;
    }

    /// What a look would show is not waited for.
    void dontLook() {
        looking = false;
    }
}
