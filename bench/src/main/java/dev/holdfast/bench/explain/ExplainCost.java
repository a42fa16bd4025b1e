package dev.holdfast.bench.explain;

import dev.holdfast.core.cause.Classifier;
import dev.holdfast.core.cause.Explanation;
import dev.holdfast.core.cause.rules.CauseCatalog;
import dev.holdfast.core.evidence.Timeline;
import dev.holdfast.observe.json.JsonForm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import tools.jackson.databind.JsonNode;

/// Measures on one thread what it costs to explain an end from its facts, and to explain one again from its line of the
/// log. The ends are the vectors of `spec/`, hits and near misses, in turn: every rule is met, and none is favoured.
///
/// Run in the project's root, by `./bench/explain`.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 2,
        jvmArgs = {"-XX:+UseSerialGC", "-Xmx512m"})
public class ExplainCost {
    private final Classifier classifier = CauseCatalog.classifier();
    private final List<String> lines = new ArrayList<>();
    private final List<Timeline> timelines = new ArrayList<>();
    private int next;

    /// Reads the vectors.
    @Setup
    public void read() throws IOException {
        try (Stream<Path> files =
                Files.list(Path.of("spec/vectors/explanations")).sorted()) {
            for (Path file : files.toList()) {
                JsonNode json = JsonForm.tree(Files.readString(file));
                for (String kind : List.of("hits", "nearly")) {
                    json.path(kind)
                            .forEach(vector -> lines.add(vector.path("timeline").toString()));
                }
            }
        }
        lines.forEach(line -> timelines.add(JsonForm.timeline(JsonForm.tree(line))));
        System.out.println("(" + lines.size() + " different ends)");
    }

    private int turn() {
        int turn = next;
        next = turn + 1 == lines.size() ? 0 : turn + 1;
        return turn;
    }

    /// As it is done where an end happens.
    @Benchmark
    public Explanation fromFacts() {
        return classifier.explain(timelines.get(turn()));
    }

    /// As it is done with a log of yesterday, reading the JSON included.
    @Benchmark
    public Explanation fromLogLine() {
        return classifier.explain(JsonForm.timeline(JsonForm.tree(lines.get(turn()))));
    }
}
