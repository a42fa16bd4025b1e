package dev.holdfast.bench.load;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.random.RandomGenerator;

/// Connections that are held open and do nothing but answer pings, on a thread of their own, until closed. Each has
/// exchanged one message before: a connection that never spoke may lack what a server makes for it on first use.
public final class IdleConnections implements AutoCloseable {
    private static final Payload GREETING = new Payload(Payload.Kind.BINARY, 64);
    private static final Duration REPLY_DEADLINE = Duration.ofSeconds(10);

    private final CompletableFuture<Void> held = new CompletableFuture<>();
    private final CompletableFuture<Void> ended;
    private volatile boolean closing;

    private IdleConnections(Endpoint endpoint, int count, RandomGenerator random) {
        ended = CompletableFuture.runAsync(
                () -> hold(endpoint, count, random),
                task -> Thread.ofPlatform().name("idle-connections").start(task));
    }

    /// Opens the connections and returns when each has had its reply.
    ///
    /// @throws LoadFailedException if not all can be opened, or one gets no reply
    public static IdleConnections open(Endpoint endpoint, int count, RandomGenerator random) {
        IdleConnections connections = new IdleConnections(endpoint, count, random);
        await(CompletableFuture.anyOf(connections.held, connections.ended));
        return connections;
    }

    private void hold(Endpoint endpoint, int count, RandomGenerator random) {
        try (ClientLoop loop = new ClientLoop(endpoint, GREETING, new Traffic() {}, random)) {
            loop.open(count);
            loop.connections().forEach(connection -> connection.send(1, System.nanoTime()));
            loop.turnUntil(() -> loop.tally().answered >= count || loop.tally().faultTotal() > 0, REPLY_DEADLINE);
            if (loop.tally().answered < count) {
                throw new LoadFailedException("only %d of %d idle connections had a reply; first faults: %s"
                        .formatted(loop.tally().answered, count, loop.tally().firstFaults()));
            }
            held.complete(null);
            while (!closing) {
                loop.turn(Duration.ofMillis(20));
            }
            loop.closeConnections();
            if (loop.tally().faultTotal() > 0) {
                throw new LoadFailedException(
                        "idle connections did not stay: " + loop.tally().firstFaults());
            }
        }
    }

    /// Does the closing handshakes and waits for their end.
    ///
    /// @throws LoadFailedException if a connection was lost while it should have been held
    @Override
    public void close() {
        closing = true;
        await(ended);
    }

    private static void await(CompletableFuture<?> future) {
        try {
            future.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof LoadFailedException failure ? failure : e;
        }
    }
}
