package dev.holdfast.bench.proc;

import dev.holdfast.bench.load.MeasuredWindow;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Reads the CPU clocks at both ends of a measured window.
public final class CpuMeter implements MeasuredWindow {
    private final long serverPid;
    private @Nullable Reading first;
    private @Nullable Reading last;

    public CpuMeter(long serverPid) {
        this.serverPid = serverPid;
    }

    @Override
    public void begins() {
        first = read();
    }

    @Override
    public void ends() {
        last = read();
    }

    /// @throws IllegalStateException before the window has ended
    public CpuUsage usage() {
        Reading from = first;
        Reading to = last;
        if (from == null || to == null) {
            throw new IllegalStateException("the window has not ended");
        }
        Duration server = to.server.minus(from.server);
        Duration generator = to.generator.minus(from.generator);
        Duration others = to.machine.minus(from.machine).minus(server).minus(generator);
        // The three clocks are read one after the other and tick in 10 ms, so a quiet machine can come out below
        // zero.
        return new CpuUsage(
                Duration.ofNanos(to.nanos - from.nanos),
                server,
                generator,
                others.isNegative() ? Duration.ZERO : others);
    }

    private Reading read() {
        return new Reading(
                System.nanoTime(),
                ProcFiles.cpuOf(serverPid),
                ProcFiles.cpuOf(ProcessHandle.current().pid()),
                ProcFiles.busyCpu());
    }

    private record Reading(long nanos, Duration server, Duration generator, Duration machine) {}
}
