package dev.holdfast.server.connection;

import dev.holdfast.core.cause.Explanation;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// What waits for a connection's handler, in order. Added to by the event loop; taken from by whoever has
/// claimed it, one thread at a time.
final class Mailbox {
    sealed interface Item {}

    record Open() implements Item {}

    record Received(HeldMessage message) implements Item {}

    record End(Explanation why, String reason) implements Item {}

    private final Queue<Item> items = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicBoolean claimed = new AtomicBoolean();

    void add(Item item) {
        waiting.incrementAndGet();
        items.add(item);
    }

    int waiting() {
        return waiting.get();
    }

    boolean isEmpty() {
        return items.isEmpty();
    }

    /// @return whether nobody else works on it
    boolean claim() {
        return claimed.compareAndSet(false, true);
    }

    void release() {
        claimed.set(false);
    }

    @Nullable
    Item take() {
        Item item = items.poll();
        if (item != null) {
            waiting.decrementAndGet();
        }
        return item;
    }

    /// Drops the messages that wait.
    void discardReceived() {
        items.removeIf(item -> {
            boolean received = item instanceof Received;
            if (received) {
                waiting.decrementAndGet();
            }
            return received;
        });
    }
}
