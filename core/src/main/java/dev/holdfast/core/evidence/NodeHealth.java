package dev.holdfast.core.evidence;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How this node itself was doing around an end: what is measured of our own process and machine, so that a trouble of
/// ours is never taken for one of a client's.
///
/// @param window the time looked back on
/// @param stall the longest in which the connection's event loop did not get round to its work
/// @param sinceStall how long ago that ended; zero where it has not
/// @param pause the longest in which nothing of this process ran: garbage collection, a suspended machine, an exhausted
/// CPU quota. Part of `stall`
/// @param openFiles file descriptors open; absent where the system does not tell
/// @param openFilesLimit the limit on them
/// @param acceptFailures connections that could not be accepted, within the window
/// @param listenOverflows connections that the kernel dropped because an accept queue was full, within the window; of
/// this network namespace, so not always ours
/// @param memoryKills processes of this control group that were killed for memory, within the window
public record NodeHealth(
        Duration window,
        Duration stall,
        Duration sinceStall,
        Duration pause,
        @Nullable Long openFiles,
        @Nullable Long openFilesLimit,
        long acceptFailures,
        long listenOverflows,
        long memoryKills) {
    /// Below this a stall is the ordinary noise of a busy machine and no client's timeout.
    private static final Duration WORTH_A_FACT = Duration.ofMillis(500);

    /// A node that nothing is wrong with.
    public static NodeHealth well(Duration window) {
        return new NodeHealth(window, Duration.ZERO, Duration.ZERO, Duration.ZERO, null, null, 0, 0, 0);
    }

    /// Whether it could have anything to do with an end.
    public boolean noteworthy() {
        return stall.compareTo(WORTH_A_FACT) >= 0
                || acceptFailures > 0
                || listenOverflows > 0
                || memoryKills > 0
                || nearlyOutOfFiles();
    }

    private boolean nearlyOutOfFiles() {
        return openFiles != null && openFilesLimit != null && openFiles >= openFilesLimit - openFilesLimit / 50;
    }
}
