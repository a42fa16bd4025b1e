package dev.holdfast.bench.gateway;

import dev.holdfast.bench.load.Endpoint;
import dev.holdfast.bench.load.Load;
import dev.holdfast.bench.load.LoadFailedException;
import dev.holdfast.bench.load.LoadGenerator;
import dev.holdfast.bench.load.LoadResult;
import dev.holdfast.bench.proc.CpuMeter;
import dev.holdfast.bench.proc.RunningServer;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Puts every load on every way in turn, before one backend, so that whatever drifts on the machine meets all of them
/// alike.
final class Rounds {
    /// Each life takes a port, and an address has some 28,000.
    private static final int SOURCES = 8;

    // The first round is thrown away: the compilers are at work in it, and a connection gives them less to count than a
    // message does.
    private static final Duration FIRST_WARM_UP = Duration.ofMillis(300);
    private static final Duration FIRST_WINDOW = Duration.ofMillis(700);
    static final Duration COMPILING = Duration.ofSeconds(20);

    private final Plan plan;
    private final RunningServer backend;
    private final RandomGenerator random;
    private final Consumer<String> progress;
    private final List<Passage> passages = new ArrayList<>();

    Rounds(Plan plan, RunningServer backend, RandomGenerator random, Consumer<String> progress) {
        this.plan = plan;
        this.backend = backend;
        this.random = random;
        this.progress = progress;
    }

    /// @param proxy `null` for none
    private record Passage(Way way, URI url, @Nullable RunningServer proxy) {
        List<Long> pids() {
            return proxy == null ? List.of() : proxy.pids();
        }

        boolean isOurs() {
            return way == Way.HOLDFAST;
        }
    }

    void add(Way way, @Nullable RunningServer proxy) {
        URI url = proxy == null
                ? backend.url()
                : proxy.url().resolve(backend.url().getPath());
        passages.add(new Passage(way, url, proxy));
    }

    /// @throws LoadFailedException if a single reply was wrong
    List<Measurement> run() {
        List<Measurement> measurements = new ArrayList<>();
        for (int round = 0; round <= plan.rounds(); round++) {
            // Each way is the first as often as the others.
            Collections.rotate(passages, 1);
            for (Scenario scenario : Scenario.values()) {
                for (Passage passage : passages) {
                    if (scenario.isFor(passage.way())) {
                        Measurement measurement = measure(passage, scenario, round);
                        if (round > 0) {
                            measurements.add(measurement);
                        }
                    }
                }
            }
        }
        return measurements;
    }

    private Measurement measure(Passage passage, Scenario scenario, int round) {
        Load load = round > 0
                ? scenario.load(plan, plan.warmUp(), plan.window())
                : scenario.load(
                        plan,
                        passage.isOurs() && scenario == Scenario.NEW_CONNECTIONS ? COMPILING : FIRST_WARM_UP,
                        FIRST_WINDOW);
        CpuMeter meter = new CpuMeter(passage.pids(), backend.pids());
        LoadResult result = new LoadGenerator(new Endpoint(passage.url(), SOURCES), random).run(load, meter);
        if (!result.isClean()) {
            throw new LoadFailedException("void: faults on %s, %s: %s, first: %s"
                    .formatted(passage.way().id(), scenario.title(), result.faults(), result.firstFaults()));
        }
        Measurement measurement = new Measurement(passage.way(), scenario, round, result, meter.usage());
        progress.accept(String.format(
                Locale.ROOT,
                "round %d/%d  %-23s  %-13s  %7.2f µs proxy CPU  %,9.0f/s  p99 %,7.0f µs",
                round,
                plan.rounds(),
                scenario.title(),
                passage.way().id(),
                measurement.proxyMicros(),
                result.answeredPerSecond(),
                result.latencyMicros(99)));
        return measurement;
    }
}
