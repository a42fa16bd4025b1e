package dev.holdfast.proxy.relay;

import dev.holdfast.proxy.frame.FrameScanner;
import dev.holdfast.server.transport.Transport;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// One of the two TCP connections, and what has passed over it. Used on its event loop.
final class RelayLeg {
    final Transport transport;
    /// Looks at what comes in on this leg.
    final FrameScanner scanner;

    /// Where the gateway sends pings of its own.
    @Nullable
    LegHeartbeat heartbeat;

    /// Whether bytes are taken from it; not while the other leg does not keep up.
    boolean reading = true;

    boolean finSeen;
    boolean finAsked;
    boolean finSent;
    boolean gone;

    long bytesReceived;
    long bytesSent;
    /// Of `bytesReceived`, those after the handshake.
    long relayed;
    long lastReceived;
    long lastSent;

    RelayLeg(Transport transport, FrameScanner scanner, long now) {
        this.transport = transport;
        this.scanner = scanner;
        lastReceived = now;
        lastSent = now;
    }

    void received(int bytes, long now) {
        bytesReceived += bytes;
        lastReceived = now;
    }

    void reading(boolean on) {
        reading = on;
        transport.reading(on);
    }

    /// Whether bytes can still be sent.
    boolean sendable() {
        return !gone && !finAsked;
    }

    /// Sends bytes, whose reference it takes over; drops them where nothing can be sent any more.
    void write(ByteBuf bytes, long now) {
        if (!sendable()) {
            bytes.release();
            return;
        }
        bytesSent += bytes.readableBytes();
        lastSent = now;
        transport.write(bytes);
    }

    void write(byte[] bytes, long now) {
        write(transport.allocator().buffer(bytes.length).writeBytes(bytes), now);
    }

    /// Ends our sending side once all that waits is taken.
    ///
    /// @param sent called when our FIN is on its way
    void finish(Runnable sent) {
        if (sendable()) {
            finAsked = true;
            transport.finish(() -> {
                finSent = true;
                sent.run();
            });
        }
    }
}
