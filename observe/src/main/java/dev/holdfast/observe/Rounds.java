package dev.holdfast.observe;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// The one thread for what has to be looked at now and then and never on an event loop.
final class Rounds implements AutoCloseable {
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("holdfast-rounds").factory());

    /// Does it again and again, also after it has failed.
    void every(Duration period, Runnable look) {
        var _ = thread.scheduleWithFixedDelay(
                () -> {
                    try {
                        look.run();
                    } catch (RuntimeException fault) {
                        System.err.println("Holdfast failed on its rounds, please report this: " + fault);
                    }
                },
                period.toNanos(),
                period.toNanos(),
                TimeUnit.NANOSECONDS);
    }

    /// Waits for a look that has begun.
    @Override
    public void close() {
        thread.close();
    }
}
