package dev.holdfast.proxy.relay;

import dev.holdfast.server.connection.Heartbeat;
import dev.holdfast.server.options.HeartbeatOptions;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The pings that a gateway puts in between two frames to one leg, and the pongs to them, which it takes out of what
/// comes from there. A pong to somebody else's ping passes as everything does. Used on the connection's event loop.
final class LegHeartbeat {
    private static final int PONG = 0x8A;
    private static final int PAYLOAD = Long.BYTES;
    private static final int MASKED = 0x80;
    private static final int MOST_BEFORE = 8;

    /// How often a ping that found no gap between two frames looks for one. Bytes that pass are looked at anyway.
    private static final Duration LOOK_FOR_A_GAP = Duration.ofSeconds(1);

    private final Heartbeat heartbeat;
    private final boolean masked;
    private boolean wanted;
    private boolean awaited;
    private long payload;

    /// Pings before the newest one that are not answered either, the oldest first: who is busy may answer each of
    /// them late (RFC 6455 5.5.3), and none of those pongs is for the other side.
    private long @Nullable [] before;

    /// What may be the beginning of a pong to us, held back until that is known.
    private byte @Nullable [] held;

    private int heldBytes;

    /// @param masked whether frames from this leg are
    LegHeartbeat(HeartbeatOptions options, boolean masked) {
        heartbeat = new Heartbeat(options, false);
        this.masked = masked;
    }

    Duration first() {
        return heartbeat.first();
    }

    /// Whether a ping waits for the next gap between two frames.
    boolean wanted() {
        return wanted;
    }

    /// Whether bytes from this leg may hold a pong to us.
    boolean awaited() {
        return awaited;
    }

    @Nullable
    Duration roundTrip() {
        return heartbeat.roundTrip();
    }

    /// @param gap whether the stream to this leg is between two frames
    /// @return what to do; a [Heartbeat.Ping] is to be sent by [#ping]
    Heartbeat.Step step(RelayLeg leg, boolean gap, long now) {
        Heartbeat.Step step = heartbeat.step(now, leg.lastReceived, leg.reading, leg.transport::sample);
        wanted = step instanceof Heartbeat.Ping && !gap;
        if (wanted) {
            Duration blocked = leg.blocked(now);
            return heartbeat.unplaced(
                    now,
                    blocked == null ? Duration.ZERO : blocked,
                    leg.lastReceived,
                    LOOK_FOR_A_GAP,
                    leg.transport::sample);
        }
        return step;
    }

    ByteBuf ping(RelayLeg leg, long content) {
        remember();
        payload = content;
        awaited = true;
        ByteBuf out = leg.transport.allocator().buffer(16).writeByte(0x89);
        if (masked) {
            // To a client, so without a mask.
            return out.writeByte(PAYLOAD).writeLong(content);
        }
        // As with every frame of ours, the mask that changes nothing.
        return out.writeByte(MASKED | PAYLOAD).writeInt(0).writeLong(content);
    }

    /// Another ping follows the one that is awaited.
    private void remember() {
        if (!awaited) {
            return;
        }
        long[] older = before == null ? new long[0] : before;
        int kept = Math.min(older.length, MOST_BEFORE - 1);
        long[] all = Arrays.copyOfRange(older, older.length - kept, older.length + 1);
        all[kept] = payload;
        before = all;
    }

    // ---- what comes from this leg

    boolean holding() {
        return heldBytes > 0;
    }

    /// Whether a frame that begins with this byte may be a pong to us.
    static boolean mayBegin(byte first) {
        return (first & 0xFF) == PONG;
    }

    /// What a held-back frame turned out to be.
    enum Found {
        UNKNOWN,
        PONG_TO_US,
        /// To a ping before the newest one, which is still awaited.
        LATE_PONG_TO_US,
        OTHER
    }

    /// Takes one byte of what may be a pong to us.
    Found hold(byte next) {
        byte[] bytes = held;
        if (bytes == null) {
            bytes = new byte[2 + (masked ? 4 : 0) + PAYLOAD];
            held = bytes;
        }
        bytes[heldBytes++] = next;
        if (heldBytes == 2 && next != (byte) (masked ? MASKED | PAYLOAD : PAYLOAD)) {
            return Found.OTHER;
        }
        if (heldBytes < bytes.length) {
            return Found.UNKNOWN;
        }
        long content = content(bytes);
        if (content == payload) {
            return Found.PONG_TO_US;
        }
        return wasBefore(content) ? Found.LATE_PONG_TO_US : Found.OTHER;
    }

    private boolean wasBefore(long content) {
        if (before != null) {
            for (long each : before) {
                if (each == content) {
                    return true;
                }
            }
        }
        return false;
    }

    private long content(byte[] bytes) {
        long content = 0;
        for (int i = 0; i < PAYLOAD; i++) {
            int octet = masked ? bytes[6 + i] ^ bytes[2 + (i & 3)] : bytes[2 + i];
            content = content << 8 | (octet & 0xFF);
        }
        return content;
    }

    /// What was held back was no pong to us, and goes on as it came.
    ByteBuf release() {
        byte[] bytes = held;
        held = null;
        int length = heldBytes;
        heldBytes = 0;
        return bytes == null ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(bytes, 0, length);
    }

    /// What was held back goes to nobody.
    void swallow() {
        held = null;
        heldBytes = 0;
    }

    /// What was held back answers our newest ping, after which nothing answers an older one.
    ///
    /// @return the round trip in nanoseconds, or -1
    long answered(long now) {
        swallow();
        awaited = false;
        before = null;
        return heartbeat.answered(payload, now);
    }
}
