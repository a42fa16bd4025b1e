package dev.holdfast.proxy;

import dev.holdfast.core.connection.Notice;
import dev.holdfast.core.port.ConnectionListener;
import dev.holdfast.core.port.TimeSource;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/// Tells of connections that were cut off because they did not begin with a PROXY header: one of them at a time, with
/// how many there were. Safe for use by any thread.
final class WithoutProxyHeader {
    private static final long PAUSE = Duration.ofSeconds(10).toNanos();

    private final ConnectionListener listener;
    private final TimeSource time;
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong toldAt;

    WithoutProxyHeader(ConnectionListener listener, TimeSource time) {
        this.listener = listener;
        this.time = time;
        toldAt = new AtomicLong(time.nanos() - PAUSE);
    }

    /// @param which where it came from, and why it was cut off
    void refused(String which) {
        long count = refused.incrementAndGet();
        long now = time.nanos();
        long before = toldAt.get();
        if (now - before >= PAUSE && toldAt.compareAndSet(before, now)) {
            listener.noticed(Notice.warn(
                    "proxy-header-missing",
                    "A connection was cut off because proxy.proxy-protocol asks for a PROXY header first: " + which,
                    Map.of("since_start", count)));
        }
    }
}
