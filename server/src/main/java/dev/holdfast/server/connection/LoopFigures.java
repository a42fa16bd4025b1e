package dev.holdfast.server.connection;

import dev.holdfast.core.measure.Histogram;
import dev.holdfast.server.health.Stalls;

/// What the connections of one event loop count. Plain fields, written by that loop only; others read them and may see
/// figures of a moment ago.
final class LoopFigures {
    long opened;
    long closed;
    long messagesReceived;
    long messagesSent;
    long bytesReceived;
    long bytesSent;
    long controlFrames;
    long handlerErrors;
    final Histogram handler = new Histogram(Histogram.FAST_BOUNDS);
    /// Of handlers on virtual threads, which all write to it.
    final Histogram handlerElsewhere = new Histogram(Histogram.FAST_BOUNDS);
    final Histogram roundTrip = new Histogram(Histogram.FAST_BOUNDS);
    final Stalls stalls = new Stalls();
}
