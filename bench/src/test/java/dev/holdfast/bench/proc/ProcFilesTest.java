package dev.holdfast.bench.proc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProcFilesTest {
    @Test
    void cpu_time_is_user_and_system_time_in_hundredths_of_a_second() {
        String stat = "4711 (java) S 1 4711 4711 0 -1 4194304 9 8 7 6 1234 567 33 44 20 0 41 0 99999 1 2 3";

        assertThat(ProcFiles.parseProcessCpu(stat)).isEqualTo(Duration.ofMillis(18_010));
    }

    @Test
    void a_process_may_have_spaces_and_parentheses_in_its_name() {
        String stat = "4711 (a) R 1 (b c) S 1 4711 4711 0 -1 4194304 9 8 7 6 1234 567 33 44 20 0 41 0 99999 1 2 3";

        assertThat(ProcFiles.parseProcessCpu(stat)).isEqualTo(Duration.ofMillis(18_010));
    }

    @Test
    void the_machine_is_busy_when_it_neither_idles_nor_waits_for_a_disk_nor_is_another_machine() {
        String stat = """
                cpu  100 20 300 9000 8000 4 50 6000 11 12
                cpu0 50 10 150 4500 4000 2 25 3000 5 6
                """;

        assertThat(ProcFiles.parseBusyCpu(stat)).isEqualTo(Duration.ofMillis(4_740 + 60_000));
    }

    @Test
    void resident_memory_is_in_kibibytes() {
        assertThat(ProcFiles.parseResidentBytes("Name:\tjava\nVmHWM:\t  200 kB\nVmRSS:\t  123 kB\nThreads:\t9\n"))
                .isEqualTo(123 * 1_024);
    }

    @Test
    void a_process_that_has_ended_has_none() {
        assertThatIllegalStateException()
                .isThrownBy(() -> ProcFiles.parseResidentBytes("Name:\tjava\nState:\tZ (zombie)\n"));
    }

    @Test
    void the_kernel_answers_for_this_process_in_the_form_that_is_read() {
        long pid = ProcessHandle.current().pid();

        Duration jvm = ProcessHandle.current().info().totalCpuDuration().orElseThrow();
        assertThat(ProcFiles.cpuOf(pid)).isGreaterThanOrEqualTo(jvm);
        assertThat(ProcFiles.residentBytesOf(pid)).isGreaterThan(10_000_000);
        assertThat(ProcFiles.busyCpu()).isGreaterThan(Duration.ZERO);
    }
}
