package dev.holdfast.proxy.backend;

import dev.holdfast.core.close.TransportEnd;
import dev.holdfast.core.evidence.BackendProblem;
import dev.holdfast.core.port.TimeSource;
import dev.holdfast.server.time.Timers;
import dev.holdfast.server.transport.Connector;
import dev.holdfast.server.transport.Transport;
import dev.holdfast.server.transport.TransportEvents;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Looks whether a backend still listens after it has dropped a connection without a word: one connection that is
/// closed at once, for all that it lost while it is tried. So a backend in trouble is not asked more often than it
/// can answer. Used on one event loop.
public final class AfterLoss {
    private static final long TOGETHER = Duration.ofSeconds(1).toNanos();
    private static final Duration LIMIT = Duration.ofSeconds(1);

    private final Connector connector;
    private final EventLoop loop;
    private final Executor blocking;
    private final TimeSource time;
    private final Timers timers;
    private final Map<Backend, Losses> losses = new HashMap<>();

    /// @param refused whether nothing listened there any more
    /// @param lostTogether connections that were lost within a second, on this event loop
    public record Look(boolean refused, int lostTogether) {}

    public AfterLoss(Connector connector, EventLoop loop, Executor blocking, TimeSource time, Timers timers) {
        this.connector = connector;
        this.loop = loop;
        this.blocking = blocking;
        this.time = time;
        this.timers = timers;
    }

    /// Those of one backend.
    private static final class Losses {
        final List<Consumer<@Nullable Look>> waiting = new ArrayList<>();
        long first;
        int lost;
    }

    /// @param seen told what was found, or `null` where nothing was in time; always, and not before this returns
    public void look(Backend backend, Consumer<@Nullable Look> seen) {
        Losses own = losses.computeIfAbsent(backend, _ -> new Losses());
        long now = time.nanos();
        if (own.lost == 0 || now - own.first > TOGETHER) {
            own.first = now;
            own.lost = 0;
        }
        own.lost++;
        own.waiting.add(seen);
        if (own.waiting.size() == 1) {
            // In a turn of its own: what is lost in the same moment is counted first.
            loop.execute(() -> dial(backend, own));
        }
    }

    private void dial(Backend backend, Losses own) {
        boolean[] over = new boolean[1];
        Timers.@Nullable Cancellable[] limit = new Timers.Cancellable[1];
        Consumer<@Nullable Boolean> found = refused -> {
            if (!over[0]) {
                over[0] = true;
                if (limit[0] != null) {
                    limit[0].cancel();
                }
                tell(own, refused);
            }
        };
        Dial dial = Dial.start(
                backend,
                null, // whether TCP is taken is enough
                connector,
                loop,
                blocking,
                transport -> {
                    loop.execute(transport::close);
                    found.accept(false);
                    return new Ignored(transport);
                },
                (problem, _) -> found.accept(problem == BackendProblem.REFUSED ? Boolean.TRUE : null));
        if (!over[0]) {
            limit[0] = timers.after(loop, LIMIT, () -> {
                dial.cancel();
                found.accept(null);
            });
        }
    }

    private static void tell(Losses own, @Nullable Boolean refused) {
        List<Consumer<@Nullable Look>> all = List.copyOf(own.waiting);
        own.waiting.clear();
        Look look = refused == null ? null : new Look(refused, own.lost);
        all.forEach(each -> each.accept(look));
    }

    /// What is said on a connection that only shows that there is one.
    private record Ignored(Transport transport) implements TransportEvents {
        @Override
        public void bytes(ByteBuf in) {}

        @Override
        public void readComplete() {}

        @Override
        public void peerFin() {
            transport.close();
        }

        @Override
        public void writabilityChanged(boolean writable) {}

        @Override
        public void ended(TransportEnd end) {}

        @Override
        public void fault(Throwable thrown) {
            transport.close();
        }
    }
}
