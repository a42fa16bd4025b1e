package dev.holdfast.bench.proc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CpuMeterTest {
    @Test
    void there_is_no_usage_before_the_window_has_ended() {
        CpuMeter meter = new CpuMeter(ProcessHandle.current().pid());
        assertThatIllegalStateException().isThrownBy(meter::usage);

        meter.begins();
        assertThatIllegalStateException().isThrownBy(meter::usage);

        meter.ends();
        assertThat(meter.usage().wall()).isPositive();
        assertThat(meter.usage().others()).isGreaterThanOrEqualTo(Duration.ZERO);
    }

    @Test
    void the_share_of_others_is_of_the_whole_machine() {
        CpuUsage usage = new CpuUsage(
                Duration.ofSeconds(5),
                Duration.ofSeconds(3),
                Duration.ofSeconds(1),
                Duration.ofSeconds(4),
                Duration.ofSeconds(2));

        assertThat(usage.othersShare(2)).isEqualTo(0.2);
    }
}
