package dev.holdfast.server.connection;

import dev.holdfast.core.connection.Notice;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.server.options.DrainOptions;
import dev.holdfast.server.transport.Listener;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;

/// Stops a server without a herd: clients are closed one after the other and told different moments to come back at.
public final class Drain {
    /// Time between two closes while the window allows it: 1000 connections in 5 s.
    private static final Duration APART = Duration.ofMillis(5);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private final Surroundings around;
    private final Listener listener;
    private final EventLoop loop;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private boolean started;

    public Drain(Surroundings around, Listener listener, List<EventLoop> loops) {
        this.around = around;
        this.listener = listener;
        this.loop = loops.getFirst();
    }

    public synchronized CompletionStage<Void> start(String signal) {
        if (!started) {
            started = true;
            around.availability().stopping(signal);
            DrainOptions options = around.options().drain();
            around.listener()
                    .noticed(Notice.info(
                            "drain-started",
                            "Draining: no new connections; open ones are closed after the grace, spread over the window",
                            Map.of(
                                    "signal",
                                    signal,
                                    "open",
                                    around.registry().count(),
                                    "grace_seconds",
                                    options.grace().toMillis() / 1000.0,
                                    "window_seconds",
                                    options.window().toMillis() / 1000.0)));
            listener.stopAccepting();
            around.timers().after(loop, options.grace(), () -> closeAll(signal, options.window()));
        }
        return done;
    }

    private void closeAll(String signal, Duration window) {
        long count = around.registry().transports().size();
        Duration spread = min(window, APART.multipliedBy(count));
        for (ServerConnection connection : around.registry().transports()) {
            Decision decision = new Decision.Draining(signal, random(window));
            around.timers().after(connection.eventLoop(), random(spread), () -> connection.end(decision));
        }
        waitForLast();
    }

    private void waitForLast() {
        if (around.registry().transports().isEmpty()) {
            around.listener().noticed(Notice.info("drain-finished", "Drained: every connection has ended", Map.of()));
            done.complete(null);
        } else {
            around.timers().after(loop, LOOK_AGAIN, this::waitForLast);
        }
    }

    /// Ends what is left without waiting for anybody, and comes back when it has ended.
    public void now(String signal) {
        around.availability().stopping(signal);
        listener.stopAccepting();
        CompletableFuture<?>[] ends = around.registry().transports().stream()
                .map(connection -> CompletableFuture.runAsync(
                        () -> connection.endAtOnce(new Decision.Draining(signal, Duration.ZERO)),
                        connection.eventLoop()))
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(ends).join();
    }

    private static Duration random(Duration below) {
        return Duration.ofNanos(ThreadLocalRandom.current().nextLong(below.toNanos() + 1));
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
