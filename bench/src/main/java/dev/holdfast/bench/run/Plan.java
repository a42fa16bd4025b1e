package dev.holdfast.bench.run;

import dev.holdfast.bench.load.Payload;
import dev.holdfast.bench.proc.Jvm;
import java.time.Duration;
import java.util.List;

/// What a comparison does.
///
/// @param targets measured in turn; ratios are against [Target#STOCK]
/// @param rounds how often each scenario is measured on each target, after one round that is thrown away
/// @param connections under load at once
/// @param messagesPerSecond of the scenario with a fixed rate, over all connections together
/// @param idleConnections held for the memory figure
/// @param warmUp before each window, with fresh connections
/// @param window what is measured
record Plan(
        List<Target> targets,
        int rounds,
        int connections,
        Payload payload,
        long messagesPerSecond,
        int idleConnections,
        Duration warmUp,
        Duration window,
        Jvm jvm) {
    Plan {
        if (targets.isEmpty() || rounds < 1) {
            throw new IllegalArgumentException("a comparison needs at least one target and one round");
        }
        targets = List.copyOf(targets);
    }
}
