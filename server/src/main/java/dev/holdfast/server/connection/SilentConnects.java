package dev.holdfast.server.connection;

import dev.holdfast.core.connection.Notice;
import dev.holdfast.core.port.ConnectionListener;
import dev.holdfast.server.time.Timers;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Connections that never sent a byte: health checks and port scans; and, where TLS stood before, clients that looked
/// at the certificate and went. Counted, and told once a period with their rate by address; a line each would bury
/// everything else. Safe for use by any thread.
public final class SilentConnects {
    /// How often they are told.
    public static final Duration PERIOD = Duration.ofMinutes(1);

    /// Addresses told apart in one period; more are one sum.
    private static final int MAX_ADDRESSES = 100;

    private final AtomicLong total = new AtomicLong();
    private final Map<String, Integer> period = new HashMap<>();
    private int others;
    private int afterTls;

    /// @param secured whether TLS stood before it went
    public synchronized void count(String address, boolean secured) {
        total.incrementAndGet();
        if (secured) {
            afterTls++;
        }
        if (period.size() < MAX_ADDRESSES || period.containsKey(address)) {
            period.merge(address, 1, Integer::sum);
        } else {
            others++;
        }
    }

    public long total() {
        return total.get();
    }

    /// Tells them once a period from here on.
    public void tell(Timers timers, EventLoop loop, ConnectionListener listener) {
        timers.after(loop, PERIOD, () -> {
            Notice notice = report();
            if (notice != null) {
                listener.noticed(notice);
            }
            tell(timers, loop, listener);
        });
    }

    /// What was counted since the last call, as a notice, and begins anew.
    ///
    /// @return `null` when there was nothing
    private synchronized @Nullable Notice report() {
        if (period.isEmpty()) {
            return null;
        }
        int sum = others + period.values().stream().mapToInt(Integer::intValue).sum();
        Notice notice = Notice.info(
                "silent-connects",
                sum + " TCP connections sent no byte in the last " + PERIOD.toSeconds()
                        + " s (health checks, port scans)"
                        + (afterTls == 0
                                ? ""
                                : "; on " + afterTls + " of them TLS stood: so goes a client that does not trust the"
                                        + " certificate, and says so to nobody but its own program"),
                Map.of(
                        "count", sum,
                        "by_address", Map.copyOf(period),
                        "other_addresses", others,
                        "after_tls", afterTls));
        period.clear();
        others = 0;
        afterTls = 0;
        return notice;
    }
}
