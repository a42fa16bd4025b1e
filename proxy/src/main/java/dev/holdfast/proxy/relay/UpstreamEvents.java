package dev.holdfast.proxy.relay;

import dev.holdfast.core.close.TransportEnd;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.server.transport.TransportEvents;
import io.netty.buffer.ByteBuf;
import java.util.Objects;

/// Hears the leg to the backend. Called on the connection's event loop.
record UpstreamEvents(GatewayConnection connection, RelayLeg leg) implements TransportEvents {
    @Override
    public void bytes(ByteBuf in) {
        long now = connection.now();
        leg.received(in.readableBytes(), now);
        switch (connection.relayState()) {
            case AWAITING_ANSWER, PASSING_ANSWER -> asking().fromBackend(in);
            case OPEN -> open().fromBackend(in, now);
            case ACCEPTED, AUTHENTICATING, CONNECTING, REFUSED_BY_US, FINISHING, ENDED -> {}
        }
    }

    @Override
    public void readComplete() {
        connection.down().flush();
        if (connection.relayState() != RelayState.OPEN) {
            leg.flush();
        }
    }

    @Override
    public void peerFin() {
        leg.finSeen = true;
        RelayState state = connection.relayState();
        if (state != RelayState.AWAITING_ANSWER) {
            connection.record(new Fact.UpstreamFinSeen()); // else the decision that follows says so
        }
        switch (state) {
            case OPEN -> open().backendEnded();
            case PASSING_ANSWER -> asking().backendEnded();
            case AWAITING_ANSWER -> {
                if (!connection.endBegun()) {
                    asking().backendEnded();
                }
            }
            case ACCEPTED, AUTHENTICATING, CONNECTING, REFUSED_BY_US, FINISHING, ENDED ->
                connection.ending().settle();
        }
    }

    @Override
    public void writabilityChanged(boolean writable) {
        leg.writable(writable, connection.now());
        RelayLeg down = connection.down();
        if (!down.gone && connection.relayState() == RelayState.OPEN) {
            down.reading(writable);
        }
    }

    @Override
    public void ended(TransportEnd how) {
        leg.gone = true;
        if (connection.relayState() == RelayState.AWAITING_ANSWER && !connection.endBegun()) {
            // The decision that follows is the ground, and says how it came to be.
            asking().backendEnded();
        }
        connection.record(new Fact.UpstreamEnded(how));
        switch (connection.relayState()) {
            case OPEN -> open().backendEnded();
            case PASSING_ANSWER -> asking().backendEnded();
            case ACCEPTED, AUTHENTICATING, CONNECTING, AWAITING_ANSWER, REFUSED_BY_US, FINISHING, ENDED -> {}
        }
        connection.ending().settle();
    }

    @Override
    public void fault(Throwable thrown) {
        connection.fault(thrown);
    }

    private Asking asking() {
        return Objects.requireNonNull(connection.asking());
    }

    private OpenRelay open() {
        return Objects.requireNonNull(connection.relay());
    }
}
