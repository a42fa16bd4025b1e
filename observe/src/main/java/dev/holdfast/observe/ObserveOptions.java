package dev.holdfast.observe;

import dev.holdfast.core.incident.IncidentOptions;
import dev.holdfast.observe.ends.RecentEnds;
import dev.holdfast.observe.log.ConsoleOptions;
import dev.holdfast.observe.log.LogOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What is observed and where it goes.
///
/// @param log the JSON log
/// @param console the readable log; absent where nobody looks at a terminal
/// @param version of the program, for the metric that says what runs
/// @param keptEnds how many ends the diagnostics API can show. Default 10000
/// @param incidents when many ends are one incident
/// @param heartbeat our own ping interval, with which limits in between are compared; zero where none are
/// sent
public record ObserveOptions(
        LogOptions log,
        @Nullable ConsoleOptions console,
        String version,
        int keptEnds,
        IncidentOptions incidents,
        Duration heartbeat) {
    public ObserveOptions(LogOptions log, @Nullable ConsoleOptions console, String version) {
        this(log, console, version, RecentEnds.DEFAULT_KEPT, IncidentOptions.defaults(), Duration.ofSeconds(25));
    }
}
