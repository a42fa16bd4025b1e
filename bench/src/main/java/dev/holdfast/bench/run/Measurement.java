package dev.holdfast.bench.run;

import dev.holdfast.bench.load.LoadResult;
import dev.holdfast.bench.proc.CpuUsage;

/// One measured window.
record Measurement(Target target, Scenario scenario, int round, LoadResult result, CpuUsage usage) {

    /// User and system time of the server a message that it echoed.
    double serverMicrosPerMessage() {
        return usage.server().toNanos() / 1e3 / result.answered();
    }
}
