package dev.holdfast.bench.gateway;

import dev.holdfast.bench.load.LoadResult;
import dev.holdfast.bench.proc.CpuUsage;

/// One measured window. Where connections come and go, a "message" is one of their lives.
record Measurement(Way way, Scenario scenario, int round, LoadResult result, CpuUsage usage) {

    /// User and system time of the proxy a message.
    double proxyMicros() {
        return usage.server().toNanos() / 1e3 / result.answered();
    }

    double backendMicros() {
        return usage.backend().toNanos() / 1e3 / result.answered();
    }

    double generatorMicros() {
        return usage.generator().toNanos() / 1e3 / result.answered();
    }
}
