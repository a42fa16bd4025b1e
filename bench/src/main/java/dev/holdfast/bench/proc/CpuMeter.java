package dev.holdfast.bench.proc;

import dev.holdfast.bench.load.MeasuredWindow;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the CPU clocks at both ends of a measured window.
public final class CpuMeter implements MeasuredWindow {
    private final List<Long> server;
    private final List<Long> backend;
    private @Nullable Reading first;
    private @Nullable Reading last;

    public CpuMeter(long serverPid) {
        this(List.of(serverPid), List.of());
    }

    /// @param server the processes of what is measured
    /// @param backend those of what stands behind it
    public CpuMeter(List<Long> server, List<Long> backend) {
        this.server = List.copyOf(server);
        this.backend = List.copyOf(backend);
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
        Duration ours = to.server.minus(from.server);
        Duration behind = to.backend.minus(from.backend);
        Duration generator = to.generator.minus(from.generator);
        Duration others =
                to.machine.minus(from.machine).minus(ours).minus(behind).minus(generator);
        // The clocks are read one after the other and tick in 10 ms, so a quiet machine can come out below zero.
        return new CpuUsage(
                Duration.ofNanos(to.nanos - from.nanos),
                ours,
                behind,
                generator,
                others.isNegative() ? Duration.ZERO : others);
    }

    private Reading read() {
        return new Reading(
                System.nanoTime(),
                sum(server),
                sum(backend),
                ProcFiles.cpuOf(ProcessHandle.current().pid()),
                ProcFiles.busyCpu());
    }

    private static Duration sum(List<Long> pids) {
        return pids.stream().map(ProcFiles::cpuOf).reduce(Duration.ZERO, Duration::plus);
    }

    private record Reading(long nanos, Duration server, Duration backend, Duration generator, Duration machine) {}
}
