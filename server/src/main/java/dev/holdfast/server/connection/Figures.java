package dev.holdfast.server.connection;

import dev.holdfast.core.port.ServerFigures;
import dev.holdfast.core.port.TimeSource;
import dev.holdfast.server.health.PerLoop;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.function.ToLongFunction;

/// The figures of all event loops together, and how late each loop runs.
public final class Figures implements ServerFigures {
    private final Surroundings around;
    private PerLoop<LoopShare> each = PerLoop.none();

    public Figures(Surroundings around) {
        this.around = around;
    }

    /// Called once, before the first connection.
    public void watch(List<EventLoop> loops) {
        each = new PerLoop<>(
                loops, loop -> new LoopShare(loop, around.time(), around.timers()), share -> share.figures.stalls);
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
                each.all(share -> share.figures.handler.snapshot().plus(share.figures.handlerElsewhere.snapshot())),
                each.all(share -> share.figures.roundTrip.snapshot()),
                each.lateness(now),
                each.longestStall(now),
                around.watch().node(),
                List.of());
    }

    private long sum(ToLongFunction<LoopFigures> figure) {
        return each.sum(share -> figure.applyAsLong(share.figures));
    }
}
