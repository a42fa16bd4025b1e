package dev.holdfast.core.port;

import dev.holdfast.core.measure.Histogram;
import java.time.Duration;
import java.util.List;

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
            List<Duration> loopLag) {}
}
