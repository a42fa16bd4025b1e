package dev.holdfast.proxy.relay;

import dev.holdfast.core.measure.Histogram;
import dev.holdfast.core.port.ServerFigures;
import dev.holdfast.core.port.TimeSource;
import dev.holdfast.proxy.backend.Standing;
import dev.holdfast.server.health.LoopProbe;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/// The figures of all event loops of a gateway together. Messages count when their connection has ended.
public final class GatewayFigures implements ServerFigures {
    private static final Histogram.Snapshot NOTHING = new Histogram(Histogram.FAST_BOUNDS).snapshot();

    private final GatewayParts parts;
    private Map<EventLoop, LoopShare> byLoop = Map.of();
    private List<EventLoop> loops = List.of();

    public GatewayFigures(GatewayParts parts) {
        this.parts = parts;
    }

    /// Called once, before the first connection.
    public void watch(List<EventLoop> all) {
        Map<EventLoop, LoopShare> shares = new IdentityHashMap<>();
        for (EventLoop loop : all) {
            LoopShare share = new LoopShare(loop, parts.time(), parts.timers(), parts.blocking());
            shares.put(loop, share);
            LoopProbe.start(loop, share.stalls);
        }
        loops = all;
        byLoop = shares;
    }

    public LoopShare shareOf(EventLoop loop) {
        LoopShare share = byLoop.get(loop);
        if (share == null) {
            throw new IllegalStateException("a connection came on an event loop that is not watched");
        }
        return share;
    }

    public List<EventLoop> loops() {
        return loops;
    }

    @Override
    public Snapshot snapshot() {
        long now = TimeSource.SYSTEM.nanos();
        return new Snapshot(
                parts.connections().count(),
                sum(share -> share.opened),
                parts.silentConnects().total(),
                sum(share -> share.messagesReceived),
                sum(share -> share.messagesSent),
                sum(share -> share.bytesReceived),
                sum(share -> share.bytesSent),
                sum(share -> share.controlFrames),
                0,
                NOTHING,
                byLoop.values().stream()
                        .map(share -> share.roundTrip.snapshot())
                        .reduce(Histogram.Snapshot::plus)
                        .orElseThrow(),
                loops.stream().map(loop -> shareOf(loop).stalls.newest(now)).toList(),
                loops.stream()
                        .map(loop -> shareOf(loop).stalls.longest(now).length())
                        .max(Duration::compareTo)
                        .orElse(Duration.ZERO),
                parts.watch().node(),
                parts.backends().all().stream().map(Standing::figures).toList());
    }

    private long sum(ToLongFunction<LoopShare> figure) {
        return byLoop.values().stream().mapToLong(figure).sum();
    }
}
