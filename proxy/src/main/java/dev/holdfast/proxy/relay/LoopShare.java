package dev.holdfast.proxy.relay;

import dev.holdfast.core.measure.Histogram;
import dev.holdfast.core.port.TimeSource;
import dev.holdfast.proxy.backend.AfterLoss;
import dev.holdfast.proxy.plain.PlainParts;
import dev.holdfast.server.handshake.KnownRequests;
import dev.holdfast.server.health.Stalls;
import dev.holdfast.server.time.LoopTimer;
import dev.holdfast.server.time.Timers;
import dev.holdfast.server.transport.Connector;
import io.netty.channel.EventLoop;
import java.util.concurrent.Executor;

/// What the connections of one event loop share and count. Plain fields, written by that loop only; others read the
/// counts and may see those of a moment ago.
public final class LoopShare {
    final LoopTimer timer;
    final Connector connector;
    final PlainParts.OfLoop plain;
    final AfterLoss afterLoss;
    final KnownRequests requests = new KnownRequests();
    final Stalls stalls = new Stalls();
    /// Of pings to clients.
    final Histogram roundTrip = new Histogram(Histogram.FAST_BOUNDS);
    long opened;
    long messagesReceived;
    long messagesSent;
    long bytesReceived;
    long bytesSent;
    long controlFrames;

    LoopShare(EventLoop loop, TimeSource time, Timers timers, Executor blocking) {
        timer = new LoopTimer(loop, time, timers);
        connector = new Connector(loop);
        plain = new PlainParts.OfLoop(timer, connector);
        afterLoss = new AfterLoss(connector, loop, blocking, time, timers);
    }
}
