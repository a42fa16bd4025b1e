package dev.holdfast.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.bench.proc.Machine;
import java.nio.file.Path;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class PerformancePageTest {
    private final Machine machine = new Machine(2, "A Processor", 24, "Linux 6.1 amd64", "A JDK, 25+1");
    private final String page = new PerformancePage(
                    Invented.oneRound(0.5, 2, 1_999.6), machine, LocalDate.of(2026, 11, 23), "--rounds 1")
            .markdown();

    @Test
    void the_promises_come_with_figure_and_verdict() {
        assertThat(page)
                .contains(
                        "| server CPU a message, 16 in flight | at most 0.25 × stock | 0.25 × stock | met |",
                        "| heap an idle connection, after GC | at most 2,048 bytes | 2,000 bytes | met |");
    }

    @Test
    void a_row_has_cost_ratio_throughput_and_latency() {
        assertThat(page)
                .contains("| Holdfast | 0.50 (0.50 to 0.50) | 0.25 (0.25 to 0.25) |"
                        + " 200,000 (200,000 to 200,000) | 250 | 250 | 250 |");
    }

    @Test
    void it_says_where_when_and_how_it_was_measured_and_what_disturbed_it() {
        assertThat(page)
                .contains(
                        "2026-11-23, `./bench/run --rounds 1`",
                        "2 cores (A Processor), 24 GB, Linux 6.1 amd64",
                        "java @build/java.args -XX:+UseG1GC -Xms512m -Xmx512m -Dio.netty.eventLoopThreads=4 -cp …"
                                + " dev.holdfast.cli.Main dev --port 0",
                        "took at most 5 % of it during a window");
    }

    @Test
    void it_does_not_name_places_on_this_machine() {
        assertThat(page)
                .doesNotContain(
                        System.getProperty("java.home"),
                        Path.of("").toAbsolutePath().toString());
    }
}
