package dev.holdfast.bench.run;

import dev.holdfast.bench.gateway.GatewayCommand;
import dev.holdfast.bench.load.LoadFailedException;
import dev.holdfast.bench.load.Payload;
import dev.holdfast.bench.proc.Jvm;
import dev.holdfast.bench.proc.Machine;
import dev.holdfast.bench.proc.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// `./bench/run`: measures, writes the page, and says which promises were met.
@Command(
        name = "bench/run",
        description = "Measures Holdfast and its peers side by side and writes docs/performance.md.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        showDefaultValues = true,
        subcommands = {LoadCommand.class, GatewayCommand.class},
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:measured, whatever the figures are",
            "1:a server did not start, or a reply was wrong",
            "2:usage"
        },
        footer = {
            "",
            "Examples:",
            "  ./bench/run                                   the published figures, about 12 minutes",
            "  ./bench/run --quick                           about 2 minutes, for a look; not published",
            "  ./bench/run --targets holdfast,stock --rounds 3",
            "  ./bench/run gateway                           the gateway beside nginx and HAProxy, about 6 minutes",
            "  ./bench/run load closed --url ws://127.0.0.1:8080/ws --pid 4711"
        })
public final class BenchCommand implements Callable<Integer> {
    private static final String PRODUCT_FLAGS = "build/java.args";

    @Option(names = "--quick", description = "2 rounds of 2 s windows, 2,000 idle; writes bench/target/performance.md.")
    private boolean quick;

    @Option(
            names = "--targets",
            split = ",",
            converter = TargetById.class,
            paramLabel = "ID",
            defaultValue = "holdfast,stock,stock-batched",
            description = "What to measure; ratios need stock.")
    private List<Target> targets = List.of();

    @Option(names = "--rounds", description = "Rounds of measurement (default: 5).")
    private @Nullable Integer rounds;

    @Option(names = "--warm-up", paramLabel = "SECONDS", description = "Before each window (default: 5).")
    private @Nullable Double warmUp;

    @Option(names = "--window", paramLabel = "SECONDS", description = "Measured in each window (default: 5).")
    private @Nullable Double window;

    @Option(names = "--connections", defaultValue = "100", description = "Connections under load.")
    private int connections;

    @Option(
            names = "--size",
            defaultValue = "64",
            paramLabel = "BYTES",
            description = "Payload of a message, at least 8.")
    private int size;

    @Option(names = "--kind", defaultValue = "BINARY", description = "Opcode of a message: ${COMPLETION-CANDIDATES}.")
    private Payload.Kind kind = Payload.Kind.BINARY;

    @Option(
            names = "--rate",
            defaultValue = "20000",
            description = "Messages a second of the fixed rate, all together.")
    private long rate;

    @Option(names = "--idle", paramLabel = "CONNECTIONS", description = "Held for the memory figure (default: 10000).")
    private @Nullable Integer idle;

    @Option(names = "--heap", defaultValue = "512m", description = "Heap of each server, smallest and largest.")
    private String heap = "";

    @Option(names = "--event-loops", description = "Event loops of each server (default: Netty's, two a core).")
    private int eventLoops = 2 * Runtime.getRuntime().availableProcessors();

    @Option(names = "--out", paramLabel = "FILE", description = "The page to write (default: docs/performance.md).")
    private @Nullable Path out;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    public static void main(String[] args) {
        CommandLine command = new CommandLine(new BenchCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, line, _) -> {
                    if (failure instanceof LoadFailedException || failure instanceof IllegalArgumentException) {
                        line.getErr().println(failure.getMessage());
                        return 1;
                    }
                    throw failure;
                });
        System.exit(command.execute(args));
    }

    @Override
    public Integer call() throws IOException {
        Plan plan = plan();
        Results results;
        try (Scratch scratch = Scratch.open()) {
            results = new Comparison(plan, scratch.folder(), new SplittableRandom(), System.err::println).run();
        }
        Path page = out != null ? out : Path.of(quick ? "bench/target/performance.md" : "docs/performance.md");
        Files.createDirectories(page.toAbsolutePath().getParent());
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        Files.writeString(page, new PerformancePage(results, Machine.thisOne(), today, arguments()).markdown());
        for (Goal goal : Goal.values()) {
            System.out.printf(
                    "%s: %s, promised %s: %s%n",
                    goal.what(), goal.measured(results), goal.promised(), goal.verdict(results));
        }
        System.out.println("Written: " + page);
        return 0;
    }

    private Plan plan() {
        return new Plan(
                targets,
                rounds != null ? rounds : quick ? 2 : 5,
                connections,
                new Payload(kind, size),
                rate,
                idle != null ? idle : quick ? 2_000 : 10_000,
                seconds(warmUp != null ? warmUp : quick ? 2 : 5),
                seconds(window != null ? window : quick ? 2 : 5),
                Jvm.withHeap(Path.of(PRODUCT_FLAGS), heap).plus("-Dio.netty.eventLoopThreads=" + eventLoops));
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1_000));
    }

    private String arguments() {
        return spec == null
                ? ""
                : String.join(" ", spec.commandLine().getParseResult().originalArgs());
    }

    static final class TargetById implements ITypeConverter<Target> {
        @Override
        public Target convert(String id) {
            return Arrays.stream(Target.values())
                    .filter(target -> target.id().equals(id))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException(id + " is none of "
                            + Arrays.stream(Target.values()).map(Target::id).collect(Collectors.joining(", "))));
        }
    }
}
