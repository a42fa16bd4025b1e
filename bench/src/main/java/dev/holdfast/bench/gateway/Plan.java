package dev.holdfast.bench.gateway;

import dev.holdfast.bench.proc.Jvm;
import java.time.Duration;
import java.util.List;

/// What a comparison of proxies does.
///
/// @param ways measured in turn; ratios are against [Way#NGINX]
/// @param rounds how often each scenario is measured on each way, after a short one that is thrown away
/// @param messagesPerSecond of the scenario with a fixed rate, over all connections together
/// @param idleConnections held for the memory figure
/// @param warmUp before each window, with fresh connections
/// @param window what is measured
record Plan(
        List<Way> ways,
        int rounds,
        long messagesPerSecond,
        int idleConnections,
        Duration warmUp,
        Duration window,
        Jvm jvm) {
    Plan {
        if (ways.isEmpty() || rounds < 1) {
            throw new IllegalArgumentException("a comparison needs at least one way and one round");
        }
        ways = List.copyOf(ways);
    }

    List<Way> proxies() {
        return ways.stream().filter(Way::isProxy).toList();
    }
}
