package dev.holdfast.bench.gateway;

import dev.holdfast.bench.load.Endpoint;
import dev.holdfast.bench.load.IdleConnections;
import dev.holdfast.bench.load.LoadFailedException;
import dev.holdfast.bench.proc.LiveHeap;
import dev.holdfast.bench.proc.ProcFiles;
import dev.holdfast.bench.proc.RunningServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// Measures all ways side by side: under load, and the proxies with idle connections.
final class Comparison {
    /// Held while the memory is read for the first time, so that what comes with the first connections is not
    /// charged to the idle ones. They stay: what they gave back would be taken by those that follow, and missing in
    /// the growth.
    private static final int IDLE_BEFORE = 500;

    private final Plan plan;
    private final Proxies proxies;
    private final Path scratch;
    private final RandomGenerator random;
    private final Consumer<String> progress;
    private final Map<Way, Long> atRest = new EnumMap<>(Way.class);

    /// @param scratch a directory for what the programs write
    /// @param progress gets a line when something was measured
    Comparison(Plan plan, Proxies proxies, Path scratch, RandomGenerator random, Consumer<String> progress) {
        this.plan = plan;
        this.proxies = proxies;
        this.scratch = scratch;
        this.random = random;
        this.progress = progress;
    }

    /// @throws LoadFailedException if a program does not start or a single reply was wrong
    Results run() {
        List<RunningServer> running = new ArrayList<>();
        try {
            RunningServer backend = proxies.backend(directory("backend"));
            running.add(backend);
            Rounds rounds = new Rounds(plan, backend, random, progress);
            for (Way way : plan.ways()) {
                RunningServer proxy = null;
                if (way.isProxy()) {
                    proxy = proxies.start(way, backend.url(), directory(way.id()), plan.jvm());
                    running.add(proxy);
                    atRest.put(way, resident(proxy));
                }
                rounds.add(way, proxy);
            }
            List<Measurement> measurements = rounds.run();
            List<IdleMeasurement> idle = plan.proxies().stream()
                    .filter(way -> way != Way.NGINX_LOGGING)
                    .map(way -> idle(way, backend))
                    .toList();
            return new Results(plan, measurements, idle);
        } finally {
            running.reversed().forEach(RunningServer::close);
        }
    }

    private IdleMeasurement idle(Way way, RunningServer backend) {
        int count = plan.idleConnections();
        boolean java = way == Way.HOLDFAST;
        // With the whole heap touched before, what resident memory grows by lies outside the heap.
        try (RunningServer proxy = proxies.start(
                way, backend.url(), directory(way.id() + "-idle"), plan.jvm().plus("-XX:+AlwaysPreTouch"))) {
            Endpoint endpoint = Endpoint.of(proxy.url().resolve(backend.url().getPath()));
            try (IdleConnections _ = IdleConnections.open(endpoint, IDLE_BEFORE, random)) {
                long heapBefore = java ? LiveHeap.bytesOf(proxy.pid()) : 0;
                long residentBefore = resident(proxy);
                try (IdleConnections _ = IdleConnections.open(endpoint, count, random)) {
                    double heap = java ? (LiveHeap.bytesOf(proxy.pid()) - heapBefore) / (double) count : 0;
                    double resident = (resident(proxy) - residentBefore) / (double) count;
                    progress.accept(String.format(
                            Locale.ROOT,
                            "%,d idle  %-13s  %,.0f bytes of heap and %,.0f bytes outside it a connection",
                            count,
                            way.id(),
                            heap,
                            resident));
                    return new IdleMeasurement(way, count, heap, resident, atRest.getOrDefault(way, 0L));
                }
            }
        }
    }

    private static long resident(RunningServer server) {
        return server.pids().stream().mapToLong(ProcFiles::residentBytesOf).sum();
    }

    private Path directory(String name) {
        try {
            return Files.createDirectories(scratch.resolve(name));
        } catch (IOException e) {
            throw new LoadFailedException("no directory " + name + ": " + e.getMessage(), e);
        }
    }
}
