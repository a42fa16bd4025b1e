package dev.holdfast.proxy.plain;

import dev.holdfast.server.time.Deadlines;
import dev.holdfast.server.time.LoopTimer;

/// The deadlines of a client's connection while it carries plain requests, and what follows when one has passed.
final class Timeouts extends Deadlines {
    private final PlainConnection connection;
    private final LoopTimer timer;

    Timeouts(PlainConnection connection, LoopTimer timer) {
        this.connection = connection;
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
                case HANDSHAKE -> connection.overdue();
                case CLOSE -> connection.transport().abort("it did not end in time");
                case MESSAGE -> connection.stalled();
                case HEARTBEAT, CREDENTIAL, OUTBOUND, BACKOFF, TOKEN, AGE ->
                    throw new IllegalStateException("plain requests set no deadline " + kind);
            }
        } catch (Throwable thrown) {
            // The timer is not this connection's alone.
            connection.fault(thrown);
        }
    }
}
