package dev.holdfast.server.health;

import dev.holdfast.core.port.TimeSource;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// How much later than planned an event loop gets round to a task: what a stalled loop does to every connection on it.
/// On the machine's own clock, whatever the connections' deadlines run on.
public final class LoopProbe {
    private static final Duration PERIOD = Duration.ofMillis(500);

    private LoopProbe() {}

    /// Probes a loop for as long as it runs.
    public static void start(EventLoop loop, Stalls stalls) {
        stalls.planned(TimeSource.SYSTEM.nanos() + PERIOD.toNanos());
        loop.schedule(
                () -> {
                    stalls.arrived(TimeSource.SYSTEM.nanos());
                    start(loop, stalls);
                },
                PERIOD.toNanos(),
                TimeUnit.NANOSECONDS);
    }
}
