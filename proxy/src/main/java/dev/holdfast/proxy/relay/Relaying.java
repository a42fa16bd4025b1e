package dev.holdfast.proxy.relay;

import dev.holdfast.server.connection.Heartbeat;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// How bytes of one leg go to the other: as they are, their frame headers looked at in passing.
///
/// Only with a heartbeat, and only while a ping of ours waits for its place or for its pong, the stream is taken apart
/// at its frames.
final class Relaying {
    private Relaying() {}

    /// @param in stays the caller's
    /// @return the round trip that a pong in it showed, in nanoseconds, or -1
    static long pass(RelayLeg from, RelayLeg to, ByteBuf in, long now) {
        from.relayed += in.readableBytes();
        LegHeartbeat answers = from.heartbeat;
        LegHeartbeat pings = to.heartbeat;
        if ((answers != null && (answers.awaited() || answers.holding())) || (pings != null && pings.wanted())) {
            return frameByFrame(from, to, in, now);
        }
        from.scanner.scan(in);
        to.write(in.retain(), now);
        return -1;
    }

    private static long frameByFrame(RelayLeg from, RelayLeg to, ByteBuf in, long now) {
        LegHeartbeat answers = from.heartbeat;
        long roundTrip = -1;
        int passed = in.readerIndex();
        int at = passed;
        int end = in.writerIndex();
        while (at < end) {
            boolean holding = answers != null && answers.holding();
            if (!holding && from.scanner.atBoundary()) {
                if (to.heartbeat != null && to.heartbeat.wanted()) {
                    send(to, in, passed, at, now);
                    passed = at;
                    ping(from, to, now);
                }
                holding = answers != null && answers.awaited() && LegHeartbeat.mayBegin(in.getByte(at));
            }
            if (!holding || answers == null) {
                at = from.scanner.scanFrame(in, at, end);
                continue;
            }
            send(to, in, passed, at, now);
            LegHeartbeat.Found found = LegHeartbeat.Found.UNKNOWN;
            while (found == LegHeartbeat.Found.UNKNOWN && at < end) {
                found = answers.hold(in.getByte(at++));
            }
            passed = at;
            switch (found) {
                case UNKNOWN -> {}
                case PONG_TO_US -> roundTrip = answers.answered(now);
                case LATE_PONG_TO_US -> answers.swallow();
                case OTHER -> release(from, to, now);
            }
        }
        send(to, in, passed, end, now);
        ping(from, to, now);
        return roundTrip;
    }

    private static void send(RelayLeg to, ByteBuf in, int from, int until, long now) {
        if (until > from) {
            to.write(in.retainedSlice(from, until - from), now);
        }
    }

    /// What was held back of a leg goes on as it came, as when nothing follows that could complete it.
    static void release(RelayLeg from, RelayLeg to, long now) {
        LegHeartbeat answers = from.heartbeat;
        if (answers != null && answers.holding()) {
            ByteBuf held = answers.release();
            from.scanner.scan(held);
            to.write(held, now);
        }
    }

    /// Puts a ping that is wanted in between two frames to a leg, where this is such a place.
    private static void ping(RelayLeg from, RelayLeg to, long now) {
        LegHeartbeat pings = to.heartbeat;
        if (pings != null && pings.wanted()) {
            var _ = step(from, to, now);
        }
    }

    /// Lets the heartbeat of a leg judge, and sends the ping that it asks for.
    ///
    /// @param other the leg whose frames go to it
    /// @return `null` where there is none
    static Heartbeat.@Nullable Step step(RelayLeg other, RelayLeg to, long now) {
        LegHeartbeat pings = to.heartbeat;
        if (pings == null || !to.sendable() || to.finSeen || other.scanner.closed() || to.scanner.closed()) {
            return null;
        }
        boolean gap = other.scanner.atBoundary() && !(other.heartbeat != null && other.heartbeat.holding());
        Heartbeat.Step step = pings.step(to, gap, now);
        if (step instanceof Heartbeat.Ping ping) {
            to.write(pings.ping(to, ping.payload()), now);
        }
        return step;
    }
}
