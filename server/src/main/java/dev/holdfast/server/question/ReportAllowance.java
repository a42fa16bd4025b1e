package dev.holdfast.server.question;

import dev.holdfast.core.port.TimeSource;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// How many reports one address may send by HTTP in a minute, so that nobody makes us work by inventing ends. Many
/// clients may share an address. Bounded; safe for use by any thread.
public final class ReportAllowance {
    public static final Duration PERIOD = Duration.ofMinutes(1);
    static final int PER_ADDRESS = 120;

    /// Addresses told apart in one period; all others share one allowance.
    private static final int MOST_ADDRESSES = 10_000;

    private final TimeSource time;
    private final Map<String, Integer> used = new HashMap<>();
    private int usedByOthers;
    private long since;

    public ReportAllowance(TimeSource time) {
        this.time = time;
        since = time.nanos();
    }

    synchronized boolean admits(String address) {
        long now = time.nanos();
        if (now - since >= PERIOD.toNanos()) {
            used.clear();
            usedByOthers = 0;
            since = now;
        }
        if (used.size() >= MOST_ADDRESSES && !used.containsKey(address)) {
            return ++usedByOthers <= PER_ADDRESS;
        }
        return used.merge(address, 1, Integer::sum) <= PER_ADDRESS;
    }
}
