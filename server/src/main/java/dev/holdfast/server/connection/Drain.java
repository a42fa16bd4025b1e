package dev.holdfast.server.connection;

import dev.holdfast.core.connection.Notice;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.port.ConnectionListener;
import dev.holdfast.server.options.DrainOptions;
import dev.holdfast.server.time.Timers;
import dev.holdfast.server.transport.Listener;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/// Stops a server without a herd: clients are closed one after the other and told different moments to come back at.
public final class Drain {
    /// Time between two closes while the window allows it: 1000 connections in 5 s.
    private static final Duration APART = Duration.ofMillis(5);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private final Drained drained;
    private final Listener listener;
    private final EventLoop loop;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private boolean started;

    /// What is stopped.
    ///
    /// @param all its connections at the moment, open to somebody or not
    /// @param open how many are open
    public record Drained(
            DrainOptions options,
            Availability availability,
            ConnectionListener listener,
            Timers timers,
            Supplier<? extends Collection<? extends Drainable>> all,
            IntSupplier open) {}

    /// A connection that can be ended from outside.
    public interface Drainable {
        EventLoop eventLoop();

        /// Ends it in order. Called on its event loop.
        void end(Decision decision);

        /// Ends it without waiting for anybody. Called on its event loop.
        void endAtOnce(Decision decision);
    }

    /// @param loops of its connections
    public Drain(Drained drained, Listener listener, List<EventLoop> loops) {
        this.drained = drained;
        this.listener = listener;
        this.loop = loops.getFirst();
    }

    public synchronized CompletionStage<Void> start(String signal) {
        if (!started) {
            started = true;
            drained.availability().stopping(signal);
            DrainOptions options = drained.options();
            drained.listener()
                    .noticed(Notice.info(
                            "drain-started",
                            "Draining: no new connections; open ones are closed after the grace, spread over the window",
                            Map.of(
                                    "signal",
                                    signal,
                                    "open",
                                    drained.open().getAsInt(),
                                    "grace_seconds",
                                    options.grace().toMillis() / 1000.0,
                                    "window_seconds",
                                    options.window().toMillis() / 1000.0)));
            listener.stopAccepting();
            drained.timers().after(loop, options.grace(), () -> closeAll(signal, options.window()));
        }
        return done;
    }

    private void closeAll(String signal, Duration window) {
        long count = drained.all().get().size();
        Duration spread = min(window, APART.multipliedBy(count));
        for (Drainable connection : drained.all().get()) {
            Decision decision = new Decision.Draining(signal, random(window));
            drained.timers().after(connection.eventLoop(), random(spread), () -> connection.end(decision));
        }
        waitForLast();
    }

    private void waitForLast() {
        if (drained.all().get().isEmpty()) {
            drained.listener().noticed(Notice.info("drain-finished", "Drained: every connection has ended", Map.of()));
            done.complete(null);
        } else {
            drained.timers().after(loop, LOOK_AGAIN, this::waitForLast);
        }
    }

    /// Ends what is left without waiting for anybody, and comes back when it has ended.
    public void now(String signal) {
        drained.availability().stopping(signal);
        listener.stopAccepting();
        CompletableFuture<?>[] ends = drained.all().get().stream()
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
