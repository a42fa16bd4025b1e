package dev.holdfast.proxy.relay;

import dev.holdfast.core.measure.Histogram;
import dev.holdfast.core.port.ServerFigures;
import dev.holdfast.core.port.TimeSource;
import dev.holdfast.proxy.backend.Standing;
import dev.holdfast.server.health.PerLoop;
import io.netty.channel.EventLoop;
import java.util.List;

/// The figures of all event loops of a gateway together. Messages count when their connection has ended.
public final class GatewayFigures implements ServerFigures {
    private static final Histogram.Snapshot NOTHING = new Histogram(Histogram.FAST_BOUNDS).snapshot();

    private final GatewayParts parts;
    private PerLoop<LoopShare> each = PerLoop.none();

    public GatewayFigures(GatewayParts parts) {
        this.parts = parts;
    }

    /// Called once, before the first connection.
    public void watch(List<EventLoop> loops) {
        each = new PerLoop<>(
                loops,
                loop -> new LoopShare(loop, parts.time(), parts.timers(), parts.blocking()),
                share -> share.stalls);
    }

    public LoopShare shareOf(EventLoop loop) {
        return each.of(loop);
    }

    public List<EventLoop> loops() {
        return each.loops();
    }

    @Override
    public Snapshot snapshot() {
        long now = TimeSource.SYSTEM.nanos();
        return new Snapshot(
                parts.connections().count(),
                each.sum(share -> share.opened),
                parts.silentConnects().total(),
                each.sum(share -> share.messagesReceived),
                each.sum(share -> share.messagesSent),
                each.sum(share -> share.bytesReceived),
                each.sum(share -> share.bytesSent),
                each.sum(share -> share.controlFrames),
                0,
                NOTHING,
                each.all(share -> share.roundTrip.snapshot()),
                each.lateness(now),
                each.longestStall(now),
                parts.watch().node(),
                parts.backends().all().stream().map(Standing::figures).toList());
    }
}
