package dev.holdfast.bench.run;

import dev.holdfast.bench.load.LoadResult;
import dev.holdfast.bench.page.Spread;
import dev.holdfast.bench.page.Table;
import dev.holdfast.bench.proc.Machine;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The results as a Markdown page: the promises first, then the figures, then how they came about and what limits
/// them.
///
/// @param arguments what `./bench/run` was given
record PerformancePage(Results results, Machine machine, LocalDate date, String arguments) {
    String markdown() {
        return Stream.of(
                        head(),
                        goals(),
                        "## Under load\n",
                        Stream.of(Scenario.values()).map(this::scenario).collect(Collectors.joining("\n")),
                        perRound(),
                        idle(),
                        how(),
                        limits())
                .collect(Collectors.joining("\n"));
    }

    private static String head() {
        return """
                # Performance

                Written by `./bench/run`; don't edit. All servers were measured by turns in one run on one machine: read the
                ratios. The absolute figures are those of this machine and this hour. The gateway beside nginx and HAProxy has
                [a page of its own](performance-gateway.md).
                """;
    }

    private String goals() {
        Plan plan = results.plan();
        String conditions = "%d-byte %s messages on %,d connections; %,d connections held idle; full observation on."
                .formatted(
                        plan.payload().bytes(),
                        plan.payload().kind().name().toLowerCase(Locale.ROOT),
                        plan.connections(),
                        plan.idleConnections());
        return "## Promises\n\n" + conditions + "\n\n"
                + Table.of(
                        List.of("Holdfast's", "promise", "measured", "verdict"),
                        Stream.of(Goal.values())
                                .map(goal -> List.of(
                                        goal.what(), goal.promised(), goal.measured(results), goal.verdict(results))));
    }

    private String scenario(Scenario scenario) {
        return "### %s\n\n%s\n\n".formatted(heading(scenario), explanation(scenario))
                + Table.of(
                        List.of(
                                "server",
                                "server CPU a message, µs",
                                "× stock",
                                "messages/s",
                                "p50, µs",
                                "p99, µs",
                                "p99.9, µs"),
                        results.plan().targets().stream().map(target -> row(target, scenario)));
    }

    private List<String> row(Target target, Scenario scenario) {
        return List.of(
                target.title(),
                shown(results.spread(target, scenario, Measurement::serverMicrosPerMessage), 2),
                shown(results.cpuRatio(target, scenario), 2),
                shown(results.spread(target, scenario, m -> m.result().answeredPerSecond()), 0),
                latency(target, scenario, 50),
                latency(target, scenario, 99),
                latency(target, scenario, 99.9));
    }

    private String latency(Target target, Scenario scenario, double percentile) {
        return results.spread(target, scenario, m -> m.result().latencyMicros(percentile))
                .map(spread -> String.format(Locale.ROOT, "%,.0f", spread.median()))
                .orElse(Table.NONE);
    }

    private String heading(Scenario scenario) {
        return switch (scenario) {
            case SIXTEEN_IN_FLIGHT, ONE_IN_FLIGHT ->
                scenario.title() + " on each of " + results.plan().connections();
            case FIXED_RATE ->
                String.format(
                        Locale.ROOT,
                        "Fixed rate, %,d messages/s",
                        results.plan().messagesPerSecond());
        };
    }

    private static String explanation(Scenario scenario) {
        return switch (scenario) {
            case SIXTEEN_IN_FLIGHT, ONE_IN_FLIGHT ->
                "Closed loop: each reply is answered by the next message. The machine is saturated, so the latencies are "
                        + "those of the loop's own queue.";
            case FIXED_RATE ->
                "Open loop: latency counts from the time at which a message was due, not from when it could be sent.";
        };
    }

    private String perRound() {
        List<Target> others =
                results.plan().targets().stream().filter(t -> t != Target.STOCK).toList();
        List<Scenario> scenarios = List.of(Scenario.values());
        Stream<List<String>> rows = IntStream.rangeClosed(1, results.plan().rounds())
                .mapToObj(round -> Stream.concat(
                                Stream.of(Integer.toString(round)),
                                others.stream()
                                        .flatMap(target -> scenarios.stream()
                                                .map(s -> results.cpuRatio(target, s, round)
                                                        .map(ratio -> String.format(Locale.ROOT, "%.2f", ratio))
                                                        .orElse(Table.NONE))))
                        .toList());
        List<String> headings = Stream.concat(
                        Stream.of("round"),
                        others.stream().flatMap(target -> scenarios.stream().map(s -> target.id() + ", " + s.title())))
                .toList();
        return "### Server CPU a message × stock, round by round\n\n" + Table.of(headings, rows);
    }

    private String idle() {
        String explanation = """
                ## Idle connections

                %,d connections held after one message each. The heap is what the class histogram counts after two full
                collections; the memory outside it is the growth of the resident set, the heap having been touched before
                (direct buffers and native memory; sockets are the kernel's). Both are growth divided by connections.
                """.formatted(results.plan().idleConnections());
        return explanation + "\n"
                + Table.of(
                        List.of("server", "heap a connection, bytes", "outside the heap, bytes"),
                        results.idle().stream()
                                .map(m -> List.of(
                                        m.target().title(),
                                        String.format(Locale.ROOT, "%,.0f", m.heapBytes()),
                                        String.format(Locale.ROOT, "%,.0f", m.residentBytes()))));
    }

    private String how() {
        Plan plan = results.plan();
        String commands = plan.targets().stream()
                .map(target -> plan.jvm().shown(target.mainAndArguments()))
                .collect(Collectors.joining("\n"));
        return """
                ## How it was measured

                - %s, `./bench/run%s`
                - %d cores (%s), %d GB, %s
                - %s
                - %d rounds after one that is thrown away; in each round each scenario on each server in turn, %s s of
                  warm-up and %s s of measurement with fresh connections. Shown: median (smallest to largest) of the rounds;
                  latencies are medians of the rounds' percentiles.
                - Server CPU: user and system time of the server's process over the window, divided by the messages echoed
                  in it. All threads count: event loops, collector, compiler, log.
                - Every reply was checked: frame, opcode, length, sequence number, payload. One wrong reply or lost connection
                  would have voided the run.

                The servers, on one class path:

                ```
                %s
                ```
                """.formatted(
                        date,
                        arguments.isEmpty() ? "" : " " + arguments,
                        machine.cores(),
                        machine.processor(),
                        machine.memoryGigabytes(),
                        machine.system(),
                        machine.jdk(),
                        plan.rounds(),
                        seconds(plan.warmUp().toMillis()),
                        seconds(plan.window().toMillis()),
                        commands);
    }

    private String limits() {
        double others = results.measurements().stream()
                .mapToDouble(m -> m.usage().othersShare(machine.cores()))
                .max()
                .orElse(0);
        double generator = results.measurements().stream()
                .filter(m -> m.scenario() != Scenario.FIXED_RATE)
                .map(PerformancePage::generatorMicros)
                .collect(Collectors.collectingAndThen(Collectors.toList(), Spread::of))
                .median();
        return """
                ## What limits these figures

                - Server and load generator share the %d cores, so messages/s is a figure of the pair, and no statement about
                  what a server could do alone. In the closed loops the generator itself spends %s µs of CPU a message
                  (median).
                - Loopback: no network card, no loss, no latency. The kernel handles an arriving segment on the sender's CPU
                  time, so a server's time contains the client's share of TCP and the other way round. It is the same for
                  all servers, and it pulls ratios towards 1.
                - How many messages a read finds depends on the generator's pace as well as on the server's.
                - The echo of `holdfast dev` runs on the event loop, as those of the peers do. A handler on virtual threads costs a
                  copy and a hand-over a message in addition, which is not measured here.
                - The idle connections are of one client program, whose equal opening handshakes Holdfast keeps once. A client whose
                  handshake equals no other's takes its own facts in addition: host, origin, user agent and the like.
                - CPU times tick in 10 ms.
                - Everything else on the machine took at most %s %% of it during a window.
                """.formatted(
                        machine.cores(),
                        String.format(Locale.ROOT, "%.2f", generator),
                        String.format(Locale.ROOT, "%.0f", others * 100));
    }

    private static double generatorMicros(Measurement measurement) {
        LoadResult result = measurement.result();
        return measurement.usage().generator().toNanos() / 1e3 / result.answered();
    }

    private static String seconds(long millis) {
        return millis % 1_000 == 0 ? Long.toString(millis / 1_000) : Double.toString(millis / 1e3);
    }

    private static String shown(Optional<Spread> spread, int decimals) {
        return spread.map(s -> s.shown(decimals)).orElse(Table.NONE);
    }
}
