package dev.holdfast.server.health;

import dev.holdfast.core.measure.Histogram;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/// What each event loop has for its own, which nobody else writes to, and the figures of all of them together. Each is
/// watched for how late it runs.
///
/// @param <S> what a loop has
public final class PerLoop<S> {
    private final List<EventLoop> loops;
    private final Map<EventLoop, S> shares = new IdentityHashMap<>();
    private final Function<S, Stalls> stalls;

    /// @param share makes what a loop has
    /// @param stalls where in it the loop notes how it was held up
    public PerLoop(List<EventLoop> loops, Function<EventLoop, S> share, Function<S, Stalls> stalls) {
        this.loops = loops;
        this.stalls = stalls;
        for (EventLoop loop : loops) {
            S made = share.apply(loop);
            shares.put(loop, made);
            LoopProbe.start(loop, stalls.apply(made));
        }
    }

    /// None yet.
    public static <S> PerLoop<S> none() {
        return new PerLoop<>(
                List.of(),
                _ -> {
                    throw new IllegalStateException("there is no event loop");
                },
                _ -> new Stalls());
    }

    public List<EventLoop> loops() {
        return loops;
    }

    public S of(EventLoop loop) {
        S share = shares.get(loop);
        if (share == null) {
            throw new IllegalStateException("a connection came on an event loop that is not watched");
        }
        return share;
    }

    public long sum(ToLongFunction<S> figure) {
        return shares.values().stream().mapToLong(figure).sum();
    }

    public Histogram.Snapshot all(Function<S, Histogram.Snapshot> figure) {
        return shares.values().stream()
                .map(figure)
                .reduce(Histogram.Snapshot::plus)
                .orElseThrow();
    }

    /// How late each loop runs, in their order.
    public List<Duration> lateness(long now) {
        return loops.stream().map(loop -> stalls.apply(of(loop)).newest(now)).toList();
    }

    /// The longest that one of them was held up lately.
    public Duration longestStall(long now) {
        return loops.stream()
                .map(loop -> stalls.apply(of(loop)).longest(now).length())
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }
}
