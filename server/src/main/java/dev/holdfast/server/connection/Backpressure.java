package dev.holdfast.server.connection;

import dev.holdfast.core.evidence.Fact;
import dev.holdfast.server.time.Deadlines.Kind;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A peer that does not keep up with what is sent to it, from the moment it falls behind until it has caught up.
/// Meanwhile nothing is read from it, so that it can't make us answer, and it is watched whether it takes anything.
final class Backpressure {
    private final ServerConnection connection;
    private final Outbound outbound;
    private final long since;
    private long taken;
    private byte @Nullable [] latePong;

    /// It has just fallen behind.
    Backpressure(ServerConnection connection, Outbound outbound) {
        this.connection = connection;
        this.outbound = outbound;
        since = connection.around().time().nanos();
        taken = outbound.taken();
        connection.record(new Fact.BackpressureBegan(outbound.queuedBytes()));
        lookLater();
        connection.gate().pause(ReadGate.Pause.OUTBOUND);
    }

    /// Long enough has passed for a peer that reads at all to have taken something.
    void look() {
        long takenNow = outbound.taken();
        if (takenNow == taken) {
            outbound.overflow();
        } else {
            taken = takenNow;
            lookLater();
        }
    }

    private void lookLater() {
        connection
                .deadlines()
                .set(Kind.OUTBOUND, connection.around().options().limits().outboundQueueAge());
    }

    /// RFC 6455 5.5.3 lets us answer only the latest ping: a peer that does not read gets at most one more.
    void pongLater(byte[] payload) {
        latePong = payload;
    }

    /// It has caught up.
    void over() {
        if (latePong != null) {
            outbound.pong(Unpooled.wrappedBuffer(latePong), 0, latePong.length);
        }
        connection.deadlines().clear(Kind.OUTBOUND);
        connection.gate().resume(ReadGate.Pause.OUTBOUND);
    }

    Duration age() {
        return Duration.ofNanos(connection.around().time().nanos() - since);
    }
}
