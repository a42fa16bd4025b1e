package dev.holdfast.proxy.relay;

import dev.holdfast.server.time.Deadlines;
import dev.holdfast.server.time.LoopTimer;
import java.util.Objects;

/// The deadlines of a connection through the gateway, and what follows when one has passed.
final class Timeouts extends Deadlines {
    private final GatewayConnection connection;

    Timeouts(GatewayConnection connection) {
        this.connection = connection;
    }

    @Override
    protected LoopTimer timer() {
        return connection.share().timer;
    }

    @Override
    protected void passed(Kind kind) {
        try {
            switch (kind) {
                case HANDSHAKE -> Asking.overdue(connection);
                case CLOSE -> connection.ending().overdue();
                case HEARTBEAT -> {
                    OpenRelay relay = connection.relay();
                    if (relay != null) {
                        relay.heartbeatDue();
                    }
                }
                case TOKEN -> Objects.requireNonNull(connection.entrance()).expired();
                case CREDENTIAL, MESSAGE, OUTBOUND, BACKOFF, AGE ->
                    throw new IllegalStateException("a gateway sets no deadline " + kind);
            }
        } catch (Throwable thrown) {
            // The timer is not this connection's alone.
            connection.fault(thrown);
        }
    }
}
