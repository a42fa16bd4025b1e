package dev.holdfast.server.transport;

import dev.holdfast.core.close.TransportEnd;
import io.netty.buffer.ByteBuf;

/// What a connection hears of its transport. All calls come on the transport's event loop.
public interface TransportEvents {
    /// @param in valid during the call only; may be changed
    void bytes(ByteBuf in);

    /// A round of reading is over: the time to write what it gave rise to.
    void readComplete();

    /// The peer ended its sending side. Ours still works.
    void peerFin();

    /// Whether the peer keeps up with what we send.
    void writabilityChanged(boolean writable);

    /// The last call, and it always comes.
    void ended(TransportEnd end);

    /// One of the calls above has thrown: a fault of our own.
    void fault(Throwable thrown);
}
