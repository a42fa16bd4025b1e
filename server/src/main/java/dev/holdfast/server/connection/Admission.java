package dev.holdfast.server.connection;

import dev.holdfast.core.evidence.AdmissionLimit;
import dev.holdfast.server.options.LimitOptions;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Counts connections against their limits. Taking a place is one atomic step, so that connects at the same
/// moment never exceed a limit together; every place taken is given back once. Safe for use by any thread.
public final class Admission {
    private final LimitOptions limits;
    private final AtomicInteger total = new AtomicInteger();
    private final ConcurrentMap<String, Integer> addresses = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Integer> users = new ConcurrentHashMap<>();

    public Admission(LimitOptions limits) {
        this.limits = limits;
    }

    /// Takes a place in all and of this address.
    ///
    /// @return the limit that refuses it, or `null` when it is taken
    public @Nullable AdmissionLimit enter(String address) {
        if (limits.connections() > 0 && total.incrementAndGet() > limits.connections()) {
            total.decrementAndGet();
            return AdmissionLimit.TOTAL;
        }
        if (!take(addresses, address, limits.connectionsPerAddress())) {
            if (limits.connections() > 0) {
                total.decrementAndGet();
            }
            return AdmissionLimit.ADDRESS;
        }
        return null;
    }

    public void leave(String address) {
        if (limits.connections() > 0) {
            total.decrementAndGet();
        }
        giveBack(addresses, address, limits.connectionsPerAddress());
    }

    /// Takes a place of this user.
    public boolean enterUser(String user) {
        return take(users, user, limits.connectionsPerUser());
    }

    public void leaveUser(String user) {
        giveBack(users, user, limits.connectionsPerUser());
    }

    public int allowed(AdmissionLimit limit) {
        return switch (limit) {
            case TOTAL -> limits.connections();
            case ADDRESS -> limits.connectionsPerAddress();
            case USER -> limits.connectionsPerUser();
        };
    }

    private static boolean take(ConcurrentMap<String, Integer> places, String key, int limit) {
        if (limit == 0) {
            return true;
        }
        boolean[] taken = new boolean[1];
        places.compute(key, (_, count) -> {
            int now = count == null ? 0 : count;
            taken[0] = now < limit;
            return taken[0] ? Integer.valueOf(now + 1) : count;
        });
        return taken[0];
    }

    private static void giveBack(ConcurrentMap<String, Integer> places, String key, int limit) {
        if (limit > 0) {
            places.computeIfPresent(key, (_, count) -> count <= 1 ? null : count - 1);
        }
    }
}
