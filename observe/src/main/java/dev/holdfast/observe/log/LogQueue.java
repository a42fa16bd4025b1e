package dev.holdfast.observe.log;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Events on their way from event loops to the one thread that writes them. Nobody who offers ever waits: what finds no
/// room is dropped and counted. Notices find room only in the first half, so that a flood of them never costs the
/// beginning or end of a connection.
final class LogQueue {
    private final int capacity;
    private final ConcurrentLinkedQueue<Event> events = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicBoolean readerSleeps = new AtomicBoolean();
    private volatile @Nullable Thread reader;

    LogQueue(int capacity) {
        this.capacity = capacity;
    }

    /// @return whether it was taken
    boolean offer(Event event) {
        int limit = event.isLifecycle() ? capacity : capacity / 2;
        int found = size.get();
        while (found < limit) {
            int witness = size.compareAndExchange(found, found + 1);
            if (witness == found) {
                events.add(event);
                wakeReader();
                return true;
            }
            found = witness;
        }
        return false;
    }

    /// The oldest event. Only for the reading thread.
    @Nullable
    Event poll() {
        Event event = events.poll();
        if (event != null) {
            size.decrementAndGet();
        }
        return event;
    }

    boolean isHalfEmpty() {
        return size.get() <= capacity / 2;
    }

    /// Waits until something is offered, [#wakeReader()] is called, or the time is over. Only for the reading thread.
    void awaitOffer(long mostNanos) {
        reader = Thread.currentThread();
        readerSleeps.set(true);
        // After the flag, or an offer between the last poll and the flag would wake nobody.
        if (events.isEmpty()) {
            LockSupport.parkNanos(this, mostNanos);
        }
        readerSleeps.set(false);
    }

    /// A wake-up costs a system call, so only a reader that sleeps gets one.
    void wakeReader() {
        if (readerSleeps.compareAndSet(true, false)) {
            LockSupport.unpark(reader);
        }
    }
}
