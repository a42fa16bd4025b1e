package dev.holdfast.bench.run;

import dev.holdfast.bench.load.Endpoint;
import dev.holdfast.bench.load.IdleConnections;
import dev.holdfast.bench.load.Load;
import dev.holdfast.bench.load.LoadGenerator;
import dev.holdfast.bench.load.LoadResult;
import dev.holdfast.bench.load.MeasuredWindow;
import dev.holdfast.bench.load.Payload;
import dev.holdfast.bench.proc.CpuMeter;
import dev.holdfast.bench.proc.ProcFiles;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `./bench/run load`: the generator alone, against any echo server. One line of figures on standard output.
@Command(
        name = "load",
        description = "Puts one load on a WebSocket echo server that is already up.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        showDefaultValues = true)
final class LoadCommand implements Callable<Integer> {
    private enum Mode {
        CLOSED,
        OPEN,
        CHURN,
        IDLE
    }

    @Parameters(paramLabel = "MODE", description = "${COMPLETION-CANDIDATES}")
    @SuppressWarnings("FieldCanBeFinal") // picocli sets it
    private Mode mode = Mode.CLOSED;

    @Option(names = "--url", required = true, description = "ws://address:port/path")
    private URI url = URI.create("");

    @Option(names = "--pid", split = ",", description = "The server's processes, for their CPU time and memory.")
    private List<Long> pids = List.of();

    @Option(names = "--connections", defaultValue = "100", description = "Held at once.")
    private int connections;

    @Option(names = "--in-flight", defaultValue = "1", description = "Closed loop: messages under way a connection.")
    private int inFlight;

    @Option(names = "--rate", defaultValue = "20000", description = "Open loop: messages a second, all together.")
    private long rate;

    @Option(names = "--size", defaultValue = "64", paramLabel = "BYTES", description = "Payload, at least 8.")
    private int size;

    @Option(names = "--kind", defaultValue = "BINARY", description = "Opcode: ${COMPLETION-CANDIDATES}.")
    private Payload.Kind kind = Payload.Kind.BINARY;

    @Option(names = "--warm-up", defaultValue = "5", paramLabel = "SECONDS", description = "Unmeasured.")
    private long warmUp;

    @Option(names = "--window", defaultValue = "5", paramLabel = "SECONDS", description = "Measured, or held idle.")
    private long window;

    @Option(names = "--sources", defaultValue = "1", description = "Loopback addresses to connect from.")
    private int sources;

    @Override
    public Integer call() throws InterruptedException {
        Endpoint endpoint = new Endpoint(url, sources);
        Duration before = Duration.ofSeconds(warmUp);
        Duration measured = Duration.ofSeconds(window);
        Payload payload = new Payload(kind, size);
        return switch (mode) {
            case CLOSED -> run(endpoint, new Load.ClosedLoop(connections, inFlight, payload, before, measured));
            case OPEN -> run(endpoint, new Load.OpenLoop(connections, rate, payload, before, measured));
            case CHURN -> run(endpoint, new Load.Churn(connections, before, measured));
            case IDLE -> hold(endpoint, measured);
        };
    }

    private int run(Endpoint endpoint, Load load) {
        CpuMeter meter = new CpuMeter(pids, List.of());
        LoadResult result = new LoadGenerator(endpoint, new SplittableRandom())
                .run(load, pids.isEmpty() ? MeasuredWindow.UNOBSERVED : meter);
        String server = pids.isEmpty()
                ? ""
                : String.format(
                        Locale.ROOT,
                        "%.3f µs server CPU and %.3f µs generator CPU a message; ",
                        meter.usage().server().toNanos() / 1e3 / result.answered(),
                        meter.usage().generator().toNanos() / 1e3 / result.answered());
        System.out.printf(
                Locale.ROOT,
                "%s%,.0f a second; p50 %.1f p90 %.1f p99 %.1f p99.9 %.1f max %.1f µs; %d pings; faults %s %s%n",
                server,
                result.answeredPerSecond(),
                result.latencyMicros(50),
                result.latencyMicros(90),
                result.latencyMicros(99),
                result.latencyMicros(99.9),
                result.latencyMicros(100),
                result.pings(),
                result.faults(),
                result.firstFaults());
        return result.isClean() ? 0 : 1;
    }

    private int hold(Endpoint endpoint, Duration time) throws InterruptedException {
        long before = resident();
        try (IdleConnections _ = IdleConnections.open(endpoint, connections, new SplittableRandom())) {
            System.out.printf(Locale.ROOT, "%,d connections held%n", connections);
            Thread.sleep(time);
            if (!pids.isEmpty()) {
                System.out.printf(
                        Locale.ROOT,
                        "%,d bytes of resident memory a connection%n",
                        (resident() - before) / connections);
            }
        }
        return 0;
    }

    private long resident() {
        return pids.stream().mapToLong(ProcFiles::residentBytesOf).sum();
    }
}
