package dev.holdfast.bench.gateway;

import dev.holdfast.bench.load.LoadFailedException;
import dev.holdfast.bench.proc.Jvm;
import dev.holdfast.bench.proc.Machine;
import dev.holdfast.bench.proc.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `./bench/run gateway`: measures the proxies, writes their page, and says which goals were reached.
@Command(
        name = "gateway",
        description =
                "Measures the gateway beside nginx and HAProxy and writes docs/performance-gateway.md; 6 minutes.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        showDefaultValues = true)
public final class GatewayCommand implements Callable<Integer> {
    private static final Path PRODUCT_FLAGS = Path.of("build/java.args");

    @Option(names = "--quick", description = "1 round of 1 s windows, 500 idle; writes bench/target/gateway.md.")
    private boolean quick;

    @Option(names = "--rounds", description = "Rounds of measurement (default: 3).")
    private @Nullable Integer rounds;

    @Option(names = "--warm-up", paramLabel = "SECONDS", description = "Before each window (default: 0.5).")
    private @Nullable Double warmUp;

    @Option(names = "--window", paramLabel = "SECONDS", description = "Measured in each window (default: 2).")
    private @Nullable Double window;

    @Option(names = "--rate", defaultValue = "10000", description = "Messages a second of the fixed rate.")
    private long rate;

    @Option(names = "--idle", paramLabel = "CONNECTIONS", description = "Held for the memory figure (default: 5000).")
    private @Nullable Integer idle;

    @Option(names = "--heap", defaultValue = "512m", description = "Heap of what runs in Java, smallest and largest.")
    private String heap = "";

    @Option(names = "--out", paramLabel = "FILE", description = "The page (default: docs/performance-gateway.md).")
    private @Nullable Path out;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Path nginx = installed("nginx");
        Path haproxy = installed("haproxy");
        Plan plan = plan();
        Proxies proxies = new Proxies(plan.jvm(), Runtime.getRuntime().availableProcessors());
        Results results;
        try (Scratch scratch = Scratch.open()) {
            results =
                    new Comparison(plan, proxies, scratch.folder(), new SplittableRandom(), System.err::println).run();
        }
        Path page = out != null ? out : Path.of(quick ? "bench/target/gateway.md" : "docs/performance-gateway.md");
        Files.createDirectories(page.toAbsolutePath().getParent());
        Files.writeString(
                page,
                new GatewayPage(
                                results,
                                proxies,
                                List.of(Programs.version(nginx), Programs.version(haproxy)),
                                Machine.thisOne(),
                                LocalDate.now(ZoneOffset.UTC),
                                arguments())
                        .markdown());
        for (Goal goal : Goal.of(results)) {
            System.out.printf("%s: %s, wanted %s: %s%n", goal.what(), goal.measured(), goal.wanted(), goal.verdict());
        }
        System.out.println("Written: " + page);
        return 0;
    }

    private static Path installed(String program) {
        return Programs.find(program)
                .orElseThrow(() ->
                        new LoadFailedException(program + " is not installed; on Debian: apt-get install " + program));
    }

    private Plan plan() {
        return new Plan(
                List.of(Way.values()),
                rounds != null ? rounds : quick ? 1 : 3,
                rate,
                idle != null ? idle : quick ? 500 : 5_000,
                seconds(warmUp != null ? warmUp : 0.5),
                seconds(window != null ? window : quick ? 1 : 2),
                Jvm.withHeap(PRODUCT_FLAGS, heap));
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1_000));
    }

    private String arguments() {
        return spec == null
                ? ""
                : String.join(" ", spec.commandLine().getParseResult().originalArgs());
    }
}
