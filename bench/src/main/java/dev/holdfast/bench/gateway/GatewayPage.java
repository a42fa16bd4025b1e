package dev.holdfast.bench.gateway;

import dev.holdfast.bench.page.Spread;
import dev.holdfast.bench.page.Table;
import dev.holdfast.bench.proc.Machine;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The results as a Markdown page: the goals first, then the figures, then how they came about and what limits them.
///
/// @param proxies whose settings are shown
/// @param versions of the programs that are not ours
/// @param arguments what `./bench/run` was given
record GatewayPage(
        Results results, Proxies proxies, List<String> versions, Machine machine, LocalDate date, String arguments) {

    String markdown() {
        return Stream.of(
                        head(),
                        goals(),
                        "## Messages, closed loop\n",
                        "One message under way on each connection: a reply is answered by the next message. The machine is\n"
                                + "saturated, so the latencies are those of the loop's own queue.\n",
                        Stream.of(Scenario.values())
                                .filter(Scenario::isClosedLoop)
                                .map(this::messages)
                                .collect(Collectors.joining("\n")),
                        fixedRate(),
                        newConnections(),
                        idle(),
                        how(),
                        limits())
                .collect(Collectors.joining("\n"));
    }

    private static String head() {
        return """
                # The gateway beside nginx and HAProxy

                Written by `./bench/run gateway`; don't edit. All were measured by turns in one run on one machine, before one
                backend: read the ratios. The server itself: [performance.md](performance.md).
                """;
    }

    private String goals() {
        return "## Goals\n\nMedian of the rounds' ratios.\n\n"
                + Table.of(
                        List.of("Holdfast's", "goal", "measured", "verdict"),
                        Goal.of(results).stream()
                                .map(goal -> List.of(goal.what(), goal.wanted(), goal.measured(), goal.verdict())));
    }

    private String messages(Scenario scenario) {
        return "### " + scenario.title() + "\n\n" + throughput(scenario, "message");
    }

    /// @param what counts
    private String throughput(Scenario scenario, String what) {
        return Table.of(
                List.of(
                        "way",
                        what + "s/s",
                        "× nginx",
                        "proxy CPU a " + what + ", µs",
                        "× nginx",
                        "p50, µs",
                        "p99, µs"),
                ways(scenario)
                        .map(way -> List.of(
                                way.title(),
                                shown(
                                        results.spread(
                                                way, scenario, m -> m.result().answeredPerSecond()),
                                        0),
                                ratio(way, scenario, m -> m.result().answeredPerSecond()),
                                cpu(way, scenario),
                                cpuRatio(way, scenario),
                                latency(way, scenario, 50),
                                latency(way, scenario, 99))));
    }

    private String fixedRate() {
        Scenario scenario = Scenario.FIXED_RATE;
        return String.format(
                        Locale.ROOT,
                        "## Fixed rate, %,d messages of 64 B a second on 100 connections\n\n"
                                + "Open loop: latency counts from the time at which a message was due, not from when it could"
                                + " be sent.\n\n",
                        results.plan().messagesPerSecond())
                + Table.of(
                        List.of("way", "p50, µs", "p99, µs", "p99.9, µs", "proxy CPU a message, µs", "× nginx"),
                        ways(scenario)
                                .map(way -> List.of(
                                        way.title(),
                                        latency(way, scenario, 50),
                                        shown(
                                                results.spread(
                                                        way,
                                                        scenario,
                                                        m -> m.result().latencyMicros(99)),
                                                0),
                                        latency(way, scenario, 99.9),
                                        cpu(way, scenario),
                                        cpuRatio(way, scenario))));
    }

    private String newConnections() {
        Scenario scenario = Scenario.NEW_CONNECTIONS;
        return """
                ## New connections

                %d at a time: connect, upgrade, closing handshake, and again. The latency is from the TCP connect to the 101.
                Holdfast writes three lines a connection to its log, explains its end, and keeps it for the diagnostics.

                """.formatted(Scenario.LIVES) + throughput(scenario, "connection");
    }

    private String idle() {
        return """
                ## Idle connections

                %,d connections held after one message each, beside 500 that were there before. Memory is the growth of the
                resident set of all the proxy's processes, divided by connections; of Holdfast, whose heap was touched whole
                before, it is what grew outside the heap, and in addition the live objects that the class histogram counts after
                two full collections. Sockets are the kernel's, two a connection, and in none of the figures.

                """.formatted(results.plan().idleConnections())
                + Table.of(
                        List.of(
                                "proxy",
                                "bytes a connection",
                                "× nginx",
                                "of these on the heap",
                                "resident before the first connection, MB"),
                        results.idle().stream()
                                .map(m -> List.of(
                                        m.way().title(),
                                        String.format(Locale.ROOT, "%,.0f", m.bytes()),
                                        results.findIdle(Way.NGINX)
                                                .map(nginx ->
                                                        String.format(Locale.ROOT, "%.2f", m.bytes() / nginx.bytes()))
                                                .orElse(Table.NONE),
                                        m.heapBytes() == 0
                                                ? Table.NONE
                                                : String.format(Locale.ROOT, "%,.0f", m.heapBytes()),
                                        String.format(Locale.ROOT, "%,d", m.atRest() / 1_000_000))));
    }

    private String how() {
        Plan plan = results.plan();
        return """
                ## How it was measured

                - %s, `./bench/run %s`
                - %d cores (%s), %d GB, %s
                - %s; %s
                - %d rounds after a short one that is thrown away; in each round each load on each way in turn, %s s of warm-up and
                  %s s of measurement with fresh connections. Shown: median (smallest to largest) of the rounds; latencies without
                  a range are medians of the rounds' percentiles.
                - Proxy CPU: user and system time of all its processes over the window, divided by the messages that were echoed in
                  it. A message passes twice, there and back. All threads count: event loops, collector, compiler, log.
                - Every reply was checked: frame, opcode, length, sequence number, payload. One wrong reply or lost connection
                  would have voided the run.

                As many workers as there are cores; buffers, backlog and the like as they come, but where a limit would bite.
                Holdfast has its default of one event loop a core, the backend Netty's of two, and Holdfast's whole observation is on.

                ```
                backend:  %s
                holdfast: %s
                ```

                `nginx.conf`; with the access log on, `access_log access.log`:

                ```
                %s```

                `haproxy.cfg`, without a log:

                ```
                %s```
                """.formatted(
                        date,
                        arguments,
                        machine.cores(),
                        machine.processor(),
                        machine.memoryGigabytes(),
                        machine.system(),
                        machine.jdk(),
                        String.join("; ", versions),
                        plan.rounds(),
                        seconds(plan.warmUp().toMillis()),
                        seconds(plan.window().toMillis()),
                        plan.jvm().shown(proxies.backendArguments()),
                        plan.jvm().shown(proxies.gatewayArguments("…")),
                        proxies.configuration(Way.NGINX, "…", "…"),
                        proxies.configuration(Way.HAPROXY, "…", "…"));
    }

    private String limits() {
        double others = results.measurements().stream()
                .mapToDouble(m -> m.usage().othersShare(machine.cores()))
                .max()
                .orElse(0);
        return """
                ## What limits these figures

                - Load, proxy and backend share the %d cores, so messages/s is a figure of the three, and no statement about what a
                  proxy could do alone: in the closed loop with 64 B on 100 connections the load takes %s µs of CPU a message
                  and the backend %s µs, whatever stands between them. That pulls ratios of throughput towards 1; those of CPU
                  are the proxies' own.
                - Loopback: no network card, no loss, no latency. The kernel handles an arriving segment on the sender's CPU
                  time, so a proxy's time contains a share of its neighbours' TCP. It is the same for all.
                - A message that passes is two reads and two writes of the kernel for each proxy, which is most of what it costs.
                  Holdfast reads the frame headers in passing as well, in both directions, and counts.
                  It makes the same system calls as nginx, counted: no more than these four a message and one wait for many. What
                  is left between the two is the JVM's way into the kernel, and that threads of one process share their files.
                  Sampled by `perf` with 64 B on 100 connections (2026-11-28): 93 %% of Holdfast's time is the kernel's, 3 %% Java,
                  2 %% the C library's, which looks around each call whether its thread is cancelled, where there are several.
                - New connections: Holdfast writes three lines for each, keeps a timeline of a dozen facts, explains it, and looks for
                  what ends have in common. Half of what it costs is the kernel's TCP, as with the others; the rest is handing
                  the connection from the thread that accepts to the one that keeps it, a tenth for the log's thread, and Java.
                - The JVM compiles what it runs often, and a connection is run through far more code than a message. Until that is
                  done, after some 80,000 connections, one costs about twice as much; so Holdfast gets %d s of them before the first
                  round.
                - nginx takes the room of all its `worker_connections` when it starts, so that is not in its growth. A JVM takes a
                  heap whose size is set, and is never as small as a program in C: see the last column of the idle connections.
                - The idle connections are of one client program, whose equal opening handshakes Holdfast keeps once.
                - At the fixed rate the load waits awake and so takes one core for itself.
                - CPU times tick in 10 ms.
                - Everything else on the machine took at most %s %% of it during a window.
                """.formatted(
                        machine.cores(),
                        micros(Measurement::generatorMicros),
                        micros(Measurement::backendMicros),
                        Rounds.COMPILING.toSeconds(),
                        String.format(Locale.ROOT, "%.0f", others * 100));
    }

    /// Of the load that no limit of anything but the CPU holds back.
    private String micros(ToDoubleFunction<Measurement> figure) {
        List<Double> values = results.measurements().stream()
                .filter(m -> m.scenario() == Scenario.SMALL_FEW)
                .map(figure::applyAsDouble)
                .toList();
        return values.isEmpty() ? Table.NONE : Spread.of(values).shown(2);
    }

    private Stream<Way> ways(Scenario scenario) {
        return results.plan().ways().stream().filter(scenario::isFor);
    }

    private String cpu(Way way, Scenario scenario) {
        return way.isProxy() ? shown(results.spread(way, scenario, Measurement::proxyMicros), 2) : Table.NONE;
    }

    private String cpuRatio(Way way, Scenario scenario) {
        return way.isProxy() ? ratio(way, scenario, Measurement::proxyMicros) : Table.NONE;
    }

    private String ratio(Way way, Scenario scenario, ToDoubleFunction<Measurement> figure) {
        return shown(results.ratio(way, Way.NGINX, scenario, figure), 2);
    }

    private String latency(Way way, Scenario scenario, double percentile) {
        return results.spread(way, scenario, m -> m.result().latencyMicros(percentile))
                .map(spread -> String.format(Locale.ROOT, "%,.0f", spread.median()))
                .orElse(Table.NONE);
    }

    private static String shown(Optional<Spread> spread, int decimals) {
        return spread.map(s -> s.shown(decimals)).orElse(Table.NONE);
    }

    private static String seconds(long millis) {
        return millis % 1_000 == 0 ? Long.toString(millis / 1_000) : Double.toString(millis / 1e3);
    }
}
