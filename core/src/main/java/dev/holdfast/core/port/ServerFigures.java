package dev.holdfast.core.port;

import dev.holdfast.core.evidence.NodeHealth;
import dev.holdfast.core.measure.Histogram;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The server's running totals, as plain fields of its event loops add up to. Safe for use by any thread; may be a
/// moment old.
public interface ServerFigures {
    Snapshot snapshot();

    /// @param open connections open now
    /// @param opened connections opened since the start
    /// @param silentConnects TCP connections that never sent a byte
    /// @param controlFrames pings and pongs received
    /// @param handler time in the application's handler, one value a message
    /// @param roundTrip heartbeat round trips
    /// @param loopLag the newest measured delay of each event loop
    /// @param longestStall of any event loop in the last minute
    /// @param backends of a gateway; a server has none
    record Snapshot(
            int open,
            long opened,
            long silentConnects,
            long messagesReceived,
            long messagesSent,
            long bytesReceived,
            long bytesSent,
            long controlFrames,
            long handlerErrors,
            Histogram.Snapshot handler,
            Histogram.Snapshot roundTrip,
            List<Duration> loopLag,
            Duration longestStall,
            Node node,
            List<Backend> backends) {}

    /// One backend, as a gateway sees it.
    ///
    /// @param authority `host:port`, as configured
    /// @param up whether new connections go to it; absent where nothing has looked at its health yet
    /// @param connections to it now
    /// @param chosen connections that were meant for it, since the start; a retry counts for each backend
    /// @param unreached of these, how many it did not take
    record Backend(String authority, @Nullable Boolean up, int connections, long chosen, long unreached) {}

    /// This process and its machine.
    ///
    /// @param lastMinute without any event loop's stall, which each loop has of its own
    /// @param acceptFailures connections that could not be accepted, since the start
    /// @param listenOverflows connections that the kernel dropped because an accept queue was full, since its
    /// network namespace began; absent where the system does not tell
    /// @param memoryKills processes of this control group killed for memory, since it began; absent where the
    /// system does not tell
    record Node(
            NodeHealth lastMinute,
            long acceptFailures,
            @Nullable Long listenOverflows,
            @Nullable Long memoryKills) {}
}
