package dev.holdfast.proxy.relay;

import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.Leg;
import dev.holdfast.proxy.frame.FrameScanner;
import dev.holdfast.server.transport.Transport;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
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

    /// Of the read before the newest one: a close frame that begins an end does not end its own silence.
    private long receivedBefore;
    /// Since when what is sent waits; [#NEVER] while it doesn't.
    private long blockedSince = NEVER;
    /// Of the oldest ping that came in on this leg and is not answered; [#NEVER] where all are.
    private long pinged = NEVER;
    /// Of the newest pong to one, and how long that took.
    private long answered = NEVER;
    private long answeredAfter;

    private static final long NEVER = Long.MIN_VALUE;

    RelayLeg(Transport transport, FrameScanner scanner, long now) {
        this.transport = transport;
        this.scanner = scanner;
        lastReceived = now;
        lastSent = now;
        receivedBefore = now;
    }

    void received(int bytes, long now) {
        bytesReceived += bytes;
        receivedBefore = lastReceived;
        lastReceived = now;
    }

    void reading(boolean on) {
        reading = on;
        transport.reading(on);
    }

    void writable(boolean writable, long now) {
        blockedSince = writable ? NEVER : blockedSince == NEVER ? now : blockedSince;
    }

    void pinged(long now) {
        pinged = pinged == NEVER ? now : pinged;
    }

    /// The other side has answered.
    void ponged(long now) {
        if (pinged != NEVER) {
            answeredAfter = now - pinged;
            answered = now;
            pinged = NEVER;
        }
    }

    /// How the newest ping that came in on this leg was answered; absent where it was not.
    ///
    /// @param which this leg
    Fact.@Nullable PingAnswered answered(Leg which, long now) {
        return pinged != NEVER || answered == NEVER
                ? null
                : new Fact.PingAnswered(which, Duration.ofNanos(answeredAfter), Duration.ofNanos(now - answered));
    }

    /// How long what is sent on this leg has waited; absent where it does not.
    @Nullable
    Duration blocked(long now) {
        return blockedSince == NEVER ? null : Duration.ofNanos(now - blockedSince);
    }

    /// How long a ping that came in on this leg has waited for its answer; absent where none does.
    @Nullable
    Duration unanswered(long now) {
        return pinged == NEVER ? null : Duration.ofNanos(now - pinged);
    }

    /// @param byFrame whether the newest bytes are a close frame that is not to count
    Silence silence(long now, boolean byFrame) {
        return new Silence(
                Duration.ofNanos(now - (byFrame ? receivedBefore : lastReceived)), Duration.ofNanos(now - lastSent));
    }

    /// @param received since the last bytes came in on a leg
    /// @param sent since the last went out
    record Silence(Duration received, Duration sent) {}

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
        transport.send(bytes);
    }

    void write(byte[] bytes, long now) {
        write(transport.allocator().buffer(bytes.length).writeBytes(bytes), now);
    }

    void flush() {
        if (!gone) {
            transport.flush();
        }
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

    /// Closes what has ended both ways.
    void closeIfOver() {
        if (!gone && finSeen && finSent) {
            transport.close();
        }
    }
}
