package dev.holdfast.proxy.plain;

import dev.holdfast.core.evidence.Decision;
import dev.holdfast.server.handshake.RequestHead;
import dev.holdfast.server.transport.TransportEvents;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Who has a client's TCP connection at the moment: hears what comes from it, and can be asked to end it.
public interface ClientSide extends TransportEvents {
    /// As [Drain.Drainable#end(Decision)] has it.
    void end(Decision decision);

    /// As [Drain.Drainable#endAtOnce(Decision)] has it.
    void endAtOnce(Decision decision);

    /// Where a series of plain requests leads to.
    interface Next {
        /// A request asks for a WebSocket: the connection is somebody else's from here on.
        ///
        /// @param rest what came behind it; the caller's
        /// @param bytes of its head
        /// @param ago since its first byte came
        void handshake(RequestHead head, ByteBuf rest, int bytes, Duration ago);

        /// Takes a place for the connection in all and of its address, unless it has one.
        ///
        /// @return what refuses it; `null` when it has its place
        @Nullable
        Decision enter();

        /// The connection is gone.
        void over();
    }
}
