package dev.holdfast.observe.log;

import java.util.concurrent.atomic.AtomicLong;

/// What became of the events that were offered to one log. Safe for use by any thread.
public final class LogFigures {
    private final AtomicLong droppedLifecycle = new AtomicLong();
    private final AtomicLong droppedNotices = new AtomicLong();
    private final AtomicLong writeErrors = new AtomicLong();

    void dropped(Event event) {
        (event.isLifecycle() ? droppedLifecycle : droppedNotices).incrementAndGet();
    }

    void writeError() {
        writeErrors.incrementAndGet();
    }

    /// Beginnings and ends of connections that found no room.
    public long droppedLifecycle() {
        return droppedLifecycle.get();
    }

    /// Other events that found no room.
    public long droppedNotices() {
        return droppedNotices.get();
    }

    long dropped() {
        return droppedLifecycle() + droppedNotices();
    }

    /// Attempts to write that failed. What was to be written is tried again.
    public long writeErrors() {
        return writeErrors.get();
    }
}
