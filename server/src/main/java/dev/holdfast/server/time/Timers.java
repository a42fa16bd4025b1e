package dev.holdfast.server.time;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Runs something later on an event loop. Tests own it together with the clock.
public interface Timers {
    Timers SYSTEM = (loop, delay, task) -> {
        var scheduled = loop.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
    };

    /// @return cancels it
    Cancellable after(EventLoop loop, Duration delay, Runnable task);

    @FunctionalInterface
    interface Cancellable {
        void cancel();
    }
}
