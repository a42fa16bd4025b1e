package dev.holdfast.bench.explain;

import dev.holdfast.core.cause.Classifier;
import dev.holdfast.core.cause.rules.CauseCatalog;
import dev.holdfast.core.evidence.Timeline;
import dev.holdfast.observe.json.JsonForm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// Measures on one thread what it costs to explain an end from its facts, and to explain one again from its line of the
/// log. The ends are the vectors of `spec/`, hits and near misses, in turn: every rule is met, and none is favoured.
public final class ExplainCost {
    private static final int WARM_UP = 3;
    private static final int ROUNDS = 7;
    private static final int ENDS = 400_000;
    private static final int LINES = 60_000;

    private final Classifier classifier = CauseCatalog.classifier();
    private long sink;

    private ExplainCost() {}

    /// @param args the folder of the vectors
    public static void main(String[] args) throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of(args[0])).sorted()) {
            for (Path file : files.toList()) {
                JsonNode json = JsonForm.tree(Files.readString(file));
                for (String kind : List.of("hits", "nearly")) {
                    json.path(kind)
                            .forEach(vector -> lines.add(vector.path("timeline").toString()));
                }
            }
        }
        new ExplainCost().measure(lines);
    }

    private void measure(List<String> lines) {
        List<Timeline> timelines = lines.stream()
                .map(line -> JsonForm.timeline(JsonForm.tree(line)))
                .toList();
        double[] explain = new double[ROUNDS];
        double[] again = new double[ROUNDS];
        for (int round = -WARM_UP; round < ROUNDS; round++) {
            double one = nanos(
                    ENDS,
                    i -> classifier.explain(timelines.get(i % timelines.size())).summary());
            double line = nanos(
                    LINES,
                    i -> classifier
                            .explain(JsonForm.timeline(JsonForm.tree(lines.get(i % lines.size()))))
                            .summary());
            if (round >= 0) {
                explain[round] = one;
                again[round] = line;
            }
        }
        say("explain an end from its facts", explain);
        say("explain an end again from its line of the log", again);
        System.out.printf(
                Locale.ROOT,
                "lines explained again in a minute, one thread: %,.0f (worst round %,.0f)%n",
                60e9 / median(again),
                60e9 / Arrays.stream(again).max().orElseThrow());
        System.out.println(
                lines.size() + " different ends, " + ROUNDS + " rounds after " + WARM_UP + " to warm up; sink " + sink);
    }

    private double nanos(int times, java.util.function.IntFunction<String> work) {
        long begun = System.nanoTime();
        for (int i = 0; i < times; i++) {
            sink += work.apply(i).length();
        }
        return (System.nanoTime() - begun) / (double) times;
    }

    private static void say(String what, double[] rounds) {
        System.out.printf(
                Locale.ROOT,
                "%s: median %.2f us, worst round %.2f us%n",
                what,
                median(rounds) / 1e3,
                Arrays.stream(rounds).max().orElseThrow() / 1e3);
    }

    private static double median(double[] rounds) {
        double[] sorted = rounds.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
