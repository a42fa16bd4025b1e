package dev.holdfast.observe.log;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/// Decides which refused handshakes get a line of their own when somebody sends tens of thousands of bad ones a second.
/// The rest is counted exactly. Never asks about connections that were open.
final class RejectionSampler {
    private static final long WINDOW_NANOS = Duration.ofSeconds(1).toNanos();

    private final int mostPerSecond;
    private final AtomicReference<Window> window;
    private final AtomicLong suppressed = new AtomicLong();

    private record Window(long start, AtomicInteger admitted) {}

    RejectionSampler(int mostPerSecond, long nowNanos) {
        this.mostPerSecond = mostPerSecond;
        window = new AtomicReference<>(new Window(nowNanos, new AtomicInteger()));
    }

    /// Whether this one gets a line; otherwise it is counted.
    boolean admits(long nowNanos) {
        Window current = window.get();
        if (nowNanos - current.start() >= WINDOW_NANOS) {
            // Of several who see the second end, one begins the next.
            var _ = window.compareAndSet(current, new Window(nowNanos, new AtomicInteger()));
            current = window.get();
        }
        // Looked at before it is raised, or a flood of years would wrap the number.
        if (current.admitted().get() < mostPerSecond && current.admitted().getAndIncrement() < mostPerSecond) {
            return true;
        }
        suppressed.incrementAndGet();
        return false;
    }

    /// How many got no line since the start.
    long suppressed() {
        return suppressed.get();
    }
}
