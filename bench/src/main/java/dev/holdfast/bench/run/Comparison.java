package dev.holdfast.bench.run;

import dev.holdfast.bench.load.Endpoint;
import dev.holdfast.bench.load.IdleConnections;
import dev.holdfast.bench.load.LoadFailedException;
import dev.holdfast.bench.load.LoadGenerator;
import dev.holdfast.bench.load.LoadResult;
import dev.holdfast.bench.proc.CpuMeter;
import dev.holdfast.bench.proc.Jvm;
import dev.holdfast.bench.proc.LiveHeap;
import dev.holdfast.bench.proc.ProcFiles;
import dev.holdfast.bench.proc.RunningServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// Measures the targets of a plan side by side: in each round each scenario on each target in turn, so that
/// whatever drifts on the machine meets all of them alike.
final class Comparison {
    /// Connections opened and closed before the first reading of the heap, so that classes and caches that come
    /// with the first connections are not charged to the idle ones.
    private static final int IDLE_WARM_UP = 1_000;

    private final Plan plan;
    private final Path scratch;
    private final RandomGenerator random;
    private final Consumer<String> progress;

    /// @param scratch a directory for what the targets write
    /// @param progress gets a line when something was measured
    Comparison(Plan plan, Path scratch, RandomGenerator random, Consumer<String> progress) {
        this.plan = plan;
        this.scratch = scratch;
        this.random = random;
        this.progress = progress;
    }

    /// @throws LoadFailedException if a target does not start or a single reply was wrong
    Results run() {
        List<IdleMeasurement> idle = plan.targets().stream().map(this::idle).toList();
        return new Results(plan, underLoad(), idle);
    }

    private List<Measurement> underLoad() {
        List<Server> servers = new ArrayList<>();
        try {
            for (Target target : plan.targets()) {
                servers.add(start(target, plan.jvm(), "load"));
            }
            List<Measurement> measurements = new ArrayList<>();
            for (int round = 0; round <= plan.rounds(); round++) {
                // Each target is the first as often as the others.
                Collections.rotate(servers, 1);
                for (Scenario scenario : Scenario.values()) {
                    for (Server server : servers) {
                        Measurement measurement = measure(server, scenario, round);
                        // Round 0 is thrown away: the compilers are still at work in it.
                        if (round > 0) {
                            measurements.add(measurement);
                        }
                    }
                }
            }
            return measurements;
        } finally {
            servers.forEach(server -> server.process().close());
        }
    }

    private Measurement measure(Server server, Scenario scenario, int round) {
        CpuMeter meter = new CpuMeter(server.process().pid());
        LoadResult result = new LoadGenerator(server.endpoint(), random).run(scenario.load(plan), meter);
        if (!result.isClean()) {
            throw new LoadFailedException("void: faults on %s, %s: %s, first: %s"
                    .formatted(server.target().id(), scenario.title(), result.faults(), result.firstFaults()));
        }
        Measurement measurement = new Measurement(server.target(), scenario, round, result, meter.usage());
        progress.accept(String.format(
                Locale.ROOT,
                "round %d/%d  %-12s  %-13s  %7.3f µs server CPU a message  %,9.0f messages/s  p99 %,.0f µs",
                round,
                plan.rounds(),
                scenario.title(),
                server.target().id(),
                measurement.serverMicrosPerMessage(),
                result.answeredPerSecond(),
                result.latencyMicros(99)));
        return measurement;
    }

    private IdleMeasurement idle(Target target) {
        // With the whole heap touched before, what resident memory grows by lies outside the heap.
        Jvm jvm = plan.jvm().plus("-XX:+AlwaysPreTouch");
        int count = plan.idleConnections();
        try (RunningServer server = start(target, jvm, "idle").process()) {
            Endpoint endpoint = Endpoint.of(server.url());
            IdleConnections.open(endpoint, IDLE_WARM_UP, random).close();
            long heapBefore = LiveHeap.bytesOf(server.pid());
            long residentBefore = ProcFiles.residentBytesOf(server.pid());
            try (IdleConnections _ = IdleConnections.open(endpoint, count, random)) {
                double heap = (LiveHeap.bytesOf(server.pid()) - heapBefore) / (double) count;
                double resident = (ProcFiles.residentBytesOf(server.pid()) - residentBefore) / (double) count;
                progress.accept(String.format(
                        Locale.ROOT,
                        "%,d idle  %-13s  %,.0f bytes of heap and %,.0f bytes outside it a connection",
                        count,
                        target.id(),
                        heap,
                        resident));
                return new IdleMeasurement(target, count, heap, resident);
            }
        }
    }

    /// A target that is up.
    private record Server(Target target, RunningServer process) {
        Endpoint endpoint() {
            return Endpoint.of(process.url());
        }
    }

    private Server start(Target target, Jvm jvm, String what) {
        return new Server(
                target,
                RunningServer.start(target.id(), jvm.command(target.mainAndArguments()), directory(target, what)));
    }

    private Path directory(Target target, String what) {
        try {
            return Files.createDirectories(scratch.resolve(target.id() + "-" + what));
        } catch (IOException e) {
            throw new LoadFailedException("no directory for " + target.id() + ": " + e.getMessage(), e);
        }
    }
}
