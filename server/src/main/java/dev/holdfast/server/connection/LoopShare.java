package dev.holdfast.server.connection;

import dev.holdfast.core.port.TimeSource;
import dev.holdfast.server.frame.FrameScratch;
import dev.holdfast.server.handshake.KnownRequests;
import dev.holdfast.server.time.LoopTimer;
import dev.holdfast.server.time.Timers;
import io.netty.channel.EventLoop;

/// What the connections of one event loop share, because only one of them has its turn at a time. This is
/// what keeps an idle one small.
public final class LoopShare {
    final LoopFigures figures = new LoopFigures();
    final LoopTimer timer;
    final FrameScratch frames;
    final KnownRequests requests = new KnownRequests();

    /// The message that is being handled.
    final MessageView view = new MessageView();

    /// The size of the last batch of frames, as a guess for the next one's buffer.
    int batchBytes = 512;

    LoopShare(EventLoop loop, TimeSource time, Timers timers) {
        frames = new FrameScratch(time);
        timer = new LoopTimer(loop, time, timers);
    }
}
