package dev.holdfast.bench.run;

import dev.holdfast.bench.load.LoadResult;
import dev.holdfast.bench.load.Payload;
import dev.holdfast.bench.proc.CpuUsage;
import dev.holdfast.bench.proc.Jvm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/// Results nobody measured.
final class Invented {
    private static final Duration WINDOW = Duration.ofSeconds(5);

    private Invented() {}

    static Plan plan(int rounds, Target... targets) {
        return new Plan(
                List.of(targets),
                rounds,
                100,
                new Payload(Payload.Kind.BINARY, 64),
                20_000,
                10_000,
                WINDOW,
                WINDOW,
                Jvm.withHeap(Path.of("build/java.args"), "512m").plus("-Dio.netty.eventLoopThreads=4"));
    }

    /// A window of a million messages at this cost each.
    static Measurement measurement(Target target, Scenario scenario, int round, double serverMicros) {
        int messages = 1_000_000;
        Histogram latencies = new Histogram(3);
        latencies.recordValue(250_000);
        LoadResult result = new LoadResult(WINDOW, messages, messages, latencies, 0, Map.of(), List.of());
        CpuUsage usage = new CpuUsage(
                WINDOW,
                Duration.ofNanos(Math.round(serverMicros * 1_000 * messages)),
                Duration.ZERO,
                Duration.ofMillis(2_500),
                Duration.ofMillis(500));
        return new Measurement(target, scenario, round, result, usage);
    }

    /// One round in which Holdfast and the stock peer had these costs in every scenario.
    static Results oneRound(double holdfastMicros, double stockMicros, double holdfastHeap) {
        List<Measurement> measurements = new ArrayList<>();
        Stream.of(Scenario.values()).forEach(scenario -> {
            measurements.add(measurement(Target.HOLDFAST, scenario, 1, holdfastMicros));
            measurements.add(measurement(Target.STOCK, scenario, 1, stockMicros));
        });
        return new Results(
                plan(1, Target.HOLDFAST, Target.STOCK),
                measurements,
                List.of(new IdleMeasurement(Target.HOLDFAST, 10_000, holdfastHeap, 800)));
    }
}
