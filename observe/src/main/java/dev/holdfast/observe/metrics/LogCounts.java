package dev.holdfast.observe.metrics;

/// What became of log lines. Asked at each scrape.
public interface LogCounts {
    /// The two logs there can be.
    enum Log {
        FILE,
        CONSOLE
    }

    /// Beginnings and ends of connections that found no room.
    long droppedLifecycle(Log log);

    /// Other events that found no room.
    long droppedNotices(Log log);

    /// Attempts to write that failed and were made again.
    long writeErrors(Log log);

    /// Refused handshakes that were counted instead of logged.
    long suppressed();
}
