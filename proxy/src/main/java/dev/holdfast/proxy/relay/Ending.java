package dev.holdfast.proxy.relay;

import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.proxy.GatewayOptions;
import dev.holdfast.server.connection.Farewell;
import dev.holdfast.server.handshake.Subprotocols;
import dev.holdfast.server.time.Deadlines.Kind;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.Objects;

/// How a connection through the gateway comes to its end: by a ground of ours, with an answer, or because both
/// sides have ended. Used on the connection's event loop.
final class Ending {
    private final GatewayConnection connection;
    private final RelayLeg down;
    /// What had moved when the last deadline of the end was set.
    private long movedBefore;

    Ending(GatewayConnection connection, RelayLeg down) {
        this.connection = connection;
        this.down = down;
    }

    /// Ends it on a ground of ours; the first ground counts. What has begun its end already is ended faster by a
    /// decision, which then is not its ground.
    ///
    /// @return whether it was not being ended by us before
    boolean begins(Decision decision) {
        RelayState state = connection.relayState();
        if (state.ending()) {
            return false;
        }
        if (!connection.endBegun()) {
            connection.record(decision);
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
        RelayLeg up = Objects.requireNonNull(connection.up());
        connection.state(RelayState.FINISHING);
        long now = connection.now();
        Farewell words = words(decision);
        if (up.scanner.atBoundary()) {
            down.write(InsertedFrames.closeToClient(down.transport.allocator(), words.frame()), now);
            connection.record(new Fact.CloseSent(words.frame()));
        }
        if (down.scanner.atBoundary()) {
            up.write(InsertedFrames.goingAwayToBackend(up.transport.allocator()), now);
        }
        down.finish(this::settle);
        up.finish(this::settle);
        await();
    }

    private void refuse(Decision decision) {
        Farewell words = words(decision);
        Entrance entrance = connection.entrance();
        Entrance.Upgrade upgrade = entrance == null ? null : entrance.refusesByClose(words);
        if (upgrade != null) {
            refuseByClose(words, upgrade);
            return;
        }
        giveUpBackend();
        answer(words.http(connection.info().connectionId()));
        connection.record(new Fact.HttpAnswered(words.status()));
    }

    /// A 101, and what it is refused for right behind it.
    private void refuseByClose(Farewell words, Entrance.Upgrade upgrade) {
        Asking asking = connection.asking();
        ByteBuf early = asking == null ? null : asking.takeEarly();
        giveUpBackend();
        connection.state(RelayState.FINISHING);
        long now = connection.now();
        down.write(upgrade.http(), now);
        connection.refusedByClose(upgrade.subprotocol());
        if (Objects.equals(upgrade.subprotocol(), Subprotocols.HOLDFAST)) {
            down.write(InsertedFrames.text(down.transport.allocator(), words.goodbye()), now);
        }
        down.write(InsertedFrames.closeToClient(down.transport.allocator(), words.frame()), now);
        connection.record(new Fact.CloseSent(words.frame()));
        if (early != null) {
            down.scanner.scan(early);
            early.release();
        }
        readOn();
        down.finish(this::settle);
        connection.deadlines().clearAll();
        await();
    }

    /// What came too early has been put aside; from here on it is not waited with.
    private void readOn() {
        if (!down.reading) {
            down.reading(true);
        }
    }

    private Farewell words(Decision decision) {
        return new Farewell(decision, connection.parts().classifier().explain(connection.timeline()));
    }

    /// Sends an HTTP answer of our own, with which the connection ends.
    void answer(byte[] http) {
        connection.state(RelayState.REFUSED_BY_US);
        down.write(http, connection.now());
        down.finish(this::settle);
        connection.deadlines().clearAll();
        await();
    }

    /// The answer that is not 101 has passed whole.
    void answerPassed() {
        connection.state(RelayState.FINISHING);
        giveUpBackend();
        down.finish(this::settle);
        await();
        settle();
    }

    /// Ends what is left without waiting for anybody.
    void atOnce() {
        RelayLeg up = connection.up();
        down.flush();
        if (up != null) {
            up.flush();
        }
        if (!down.gone) {
            down.transport.close();
        }
        giveUpBackend();
        OpenRelay relay = connection.relay();
        if (relay != null) {
            relay.dontLook();
        }
        settle();
    }

    /// What is passing or asked for has no one left who wants it.
    void giveUpBackend() {
        Asking asking = connection.asking();
        if (asking != null) {
            asking.stop();
        }
        RelayLeg up = connection.up();
        if (up != null && !up.gone) {
            up.transport.close();
        }
    }

    /// Sets the time that is left for the end.
    void await() {
        movedBefore = moved();
        Duration limit = limit();
        if (!limit.isZero()) {
            connection.deadlines().set(Kind.CLOSE, limit);
        }
    }

    private Duration limit() {
        GatewayOptions options = connection.parts().options();
        return connection.relayState() == RelayState.PASSING_ANSWER
                ? options.stallTimeout()
                : options.closing().timeout();
    }

    private long moved() {
        RelayLeg up = connection.up();
        if (connection.relayState() == RelayState.PASSING_ANSWER) {
            return Objects.requireNonNull(up).bytesReceived + down.bytesSent - down.transport.queuedBytes();
        }
        return down.relayed + (up == null ? 0 : up.relayed);
    }

    /// One leg has ended and the other has not followed, or the answer with which it ends stands still.
    void overdue() {
        RelayState state = connection.relayState();
        boolean passing = state == RelayState.PASSING_ANSWER;
        if ((passing || state == RelayState.OPEN) && moved() != movedBefore) {
            await(); // still in use
            return;
        }
        if (passing) {
            abort("nothing of the answer passed for " + limit().toSeconds() + " s");
            return;
        }
        abort("it did not end its side within "
                + connection.parts().options().closing().timeout().toMillis() + " ms of the other's end");
    }

    void abort(String why) {
        if (!down.gone) {
            down.transport.abort(why);
        }
        RelayLeg up = connection.up();
        if (up != null && !up.gone) {
            up.transport.abort(why);
        }
    }

    /// Closes what has ended both ways, and reports when nothing is left.
    void settle() {
        RelayLeg up = connection.up();
        down.closeIfOver();
        if (up != null) {
            up.closeIfOver();
        }
        OpenRelay relay = connection.relay();
        if (down.gone && (up == null || up.gone) && (relay == null || !relay.looking())) {
            connection.over();
        }
    }
}
