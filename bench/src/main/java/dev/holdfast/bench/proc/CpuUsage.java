package dev.holdfast.bench.proc;

import java.time.Duration;

/// CPU time spent between two moments, by whom.
///
/// @param wall time between the two moments
/// @param server what is measured, all its processes and threads
/// @param backend what stands behind it; zero where nothing does
/// @param generator this process
/// @param others everything else on the machine; much of it spoils the measurement
public record CpuUsage(Duration wall, Duration server, Duration backend, Duration generator, Duration others) {

    /// What everything else took, as a share of the whole machine: 0 to 1.
    public double othersShare(int cores) {
        return (double) others.toNanos() / wall.toNanos() / cores;
    }
}
