package dev.holdfast.server.connection;

import dev.holdfast.core.measure.Histogram;
import dev.holdfast.core.port.ServerFigures;
import dev.holdfast.core.port.TimeSource;
import dev.holdfast.server.health.LoopProbe;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/// The figures of all event loops together, and how late each loop runs.
public final class Figures implements ServerFigures {
    private final Surroundings around;
    private Map<EventLoop, LoopShare> byLoop = Map.of();
    private List<EventLoop> loops = List.of();

    public Figures(Surroundings around) {
        this.around = around;
    }

    /// Called once, before the first connection.
    public void watch(List<EventLoop> loops) {
        Map<EventLoop, LoopShare> all = new IdentityHashMap<>();
        for (EventLoop loop : loops) {
            LoopShare share = new LoopShare(loop, around.time(), around.timers());
            all.put(loop, share);
            LoopProbe.start(loop, share.figures.stalls);
        }
        this.loops = loops;
        byLoop = all;
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
        long opened = sum(figures -> figures.opened);
        return new Snapshot(
                around.registry().count(),
                opened,
                around.silentConnects().total(),
                sum(figures -> figures.messagesReceived),
                sum(figures -> figures.messagesSent),
                sum(figures -> figures.bytesReceived),
                sum(figures -> figures.bytesSent),
                sum(figures -> figures.controlFrames),
                sum(figures -> figures.handlerErrors),
                byLoop.values().stream()
                        .map(share -> share.figures.handler.snapshot().plus(share.figures.handlerElsewhere.snapshot()))
                        .reduce(Histogram.Snapshot::plus)
                        .orElseThrow(),
                byLoop.values().stream()
                        .map(share -> share.figures.roundTrip.snapshot())
                        .reduce(Histogram.Snapshot::plus)
                        .orElseThrow(),
                loops.stream()
                        .map(loop -> shareOf(loop).figures.stalls.newest(now))
                        .toList(),
                loops.stream()
                        .map(loop -> shareOf(loop).figures.stalls.longest(now).length())
                        .max(Duration::compareTo)
                        .orElse(Duration.ZERO),
                around.watch().node(),
                List.of());
    }

    private long sum(ToLongFunction<LoopFigures> figure) {
        return byLoop.values().stream()
                .mapToLong(share -> figure.applyAsLong(share.figures))
                .sum();
    }
}
