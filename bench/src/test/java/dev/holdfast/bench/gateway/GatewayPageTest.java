package dev.holdfast.bench.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.bench.load.LoadResult;
import dev.holdfast.bench.proc.CpuUsage;
import dev.holdfast.bench.proc.Jvm;
import dev.holdfast.bench.proc.Machine;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class GatewayPageTest {
    private static final Duration WINDOW = Duration.ofSeconds(2);
    private static final Plan PLAN = new Plan(
            List.of(Way.values()), 2, 10_000, 5_000, WINDOW, WINDOW, Jvm.withHeap(Path.of("build/java.args"), "512m"));

    @Test
    void a_goal_comes_with_figure_and_verdict() {
        assertThat(page(9, 1.0))
                .contains(
                        "| messages a second, 64 B, 100 connections | at least 1.00 × nginx | 1.00 × nginx | met |",
                        "| proxy CPU a message, 64 B, 100 connections | at most 1.00 × nginx | 0.90 × nginx | met |",
                        "| memory an idle connection | at most 1.00 × nginx | 0.50 × nginx | met |");
    }

    @Test
    void a_goal_that_was_not_reached_says_so() {
        assertThat(page(11, 0.5))
                .contains(
                        "| messages a second, 64 B, 100 connections | at least 1.00 × nginx | 0.50 × nginx | **missed** |",
                        "| proxy CPU a message, 64 B, 100 connections | at most 1.00 × nginx | 1.10 × nginx | **missed** |");
    }

    @Test
    void a_ratio_is_taken_within_a_round() {
        // Everything was twice as slow in the second round, which no ratio may show.
        assertThat(page(9, 1.0)).contains("| 13.50 (9.00 to 18.00) | 0.90 (0.90 to 0.90) |");
    }

    @Test
    void the_way_without_a_proxy_has_no_cost_of_one() {
        assertThat(page(9, 1.0)).contains("| no proxy | 150,000 (100,000 to 200,000) | 1.00 (1.00 to 1.00) | – | – |");
    }

    @Test
    void the_settings_of_each_are_shown_without_places_of_this_machine() {
        assertThat(page(9, 1.0))
                .contains(
                        "2026-11-27, `./bench/run gateway`",
                        "worker_processes 2;",
                        "nbthread 2",
                        "dev.holdfast.cli.Main proxy --to ws://…",
                        "nginx version: nginx/1.22.1; HAProxy version 2.6.12")
                .doesNotContain(
                        System.getProperty("java.home"),
                        Path.of("").toAbsolutePath().toString());
    }

    /// nginx at 10 µs a message and 100,000 messages a second, all at half of that in the second round.
    private static String page(double micros, double throughput) {
        List<Measurement> measurements = new ArrayList<>();
        for (int round = 1; round <= PLAN.rounds(); round++) {
            for (Scenario scenario : Scenario.values()) {
                measurements.add(measurement(Way.HOLDFAST, scenario, round, micros, throughput));
                measurements.add(measurement(Way.NGINX, scenario, round, 10, 1));
                measurements.add(measurement(Way.DIRECT, scenario, round, 0, 1));
            }
        }
        List<IdleMeasurement> idle = List.of(
                new IdleMeasurement(Way.HOLDFAST, 5_000, 3_000, 1_000, 200_000_000),
                new IdleMeasurement(Way.NGINX, 5_000, 0, 8_000, 20_000_000));
        return new GatewayPage(
                        new Results(PLAN, measurements, idle),
                        new Proxies(PLAN.jvm(), 2),
                        List.of("nginx version: nginx/1.22.1", "HAProxy version 2.6.12"),
                        new Machine(2, "A Processor", 24, "Linux 6.1 amd64", "A JDK, 25+1"),
                        LocalDate.of(2026, 11, 27),
                        "gateway")
                .markdown();
    }

    private static Measurement measurement(Way way, Scenario scenario, int round, double micros, double throughput) {
        long messages = Math.round(400_000 * throughput) / round;
        Histogram latencies = new Histogram(3);
        latencies.recordValue(250_000);
        LoadResult result = new LoadResult(WINDOW, messages, messages, latencies, 0, Map.of(), List.of());
        CpuUsage usage = new CpuUsage(
                WINDOW,
                Duration.ofNanos(Math.round(micros * round * 1_000 * messages)),
                Duration.ofMillis(500),
                Duration.ofMillis(1_000),
                Duration.ZERO);
        return new Measurement(way, scenario, round, result, usage);
    }
}
