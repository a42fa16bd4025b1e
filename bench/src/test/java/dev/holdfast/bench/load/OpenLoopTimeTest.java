package dev.holdfast.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// The two halves of "no coordinated omission": when a message is due, and which delay it is charged with.
class OpenLoopTimeTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    @Test
    void messages_are_evenly_spaced_from_the_start() {
        SendSchedule schedule = new SendSchedule(1_000, 4);

        assertThat(schedule.dueNanos(0)).isEqualTo(1_000);
        assertThat(schedule.dueNanos(1)).isEqualTo(1_000 + SECOND / 4);
        assertThat(schedule.dueNanos(6)).isEqualTo(1_000 + SECOND * 6 / 4);
    }

    @Test
    void a_rate_that_does_not_divide_a_second_does_not_drift() {
        SendSchedule schedule = new SendSchedule(0, 70_001);

        long day = TimeUnit.DAYS.toSeconds(1);
        assertThat(schedule.dueNanos(70_001 * day)).isEqualTo(day * SECOND);
        for (long n = 1; n < 200_000; n++) {
            assertThat(schedule.dueNanos(n) - schedule.dueNanos(n - 1)).isBetween(14_285L, 14_286L);
        }
    }

    @Test
    void a_stall_is_charged_to_every_message_that_was_due_in_it() {
        SendSchedule schedule = new SendSchedule(0, 1_000);
        Latencies latencies = new Latencies();
        latencies.windowBegins(0);

        // The server stands still for 100 ms, then answers the 100 messages of that time at once.
        long answered = TimeUnit.MILLISECONDS.toNanos(100);
        for (long n = 0; n < 100; n++) {
            latencies.record(schedule.dueNanos(n), answered);
        }

        assertThat(latencies.histogram().getTotalCount()).isEqualTo(100);
        assertThat(milliseconds(latencies, 100)).isEqualTo(100);
        assertThat(milliseconds(latencies, 50)).isEqualTo(50);
        assertThat(milliseconds(latencies, 0)).isEqualTo(1);
    }

    @Test
    void messages_due_in_the_window_count_even_when_answered_after_it_and_others_never_do() {
        Latencies latencies = new Latencies();
        latencies.record(90, 95);
        latencies.windowBegins(100);
        latencies.record(99, 150);
        latencies.record(100, 150);
        latencies.record(150, 160);
        latencies.windowEnds(200);
        latencies.record(199, 300);
        latencies.record(200, 300);

        assertThat(latencies.histogram().getTotalCount()).isEqualTo(3);
        assertThat(latencies.histogram().getMaxValue()).isEqualTo(101);
    }

    private static long milliseconds(Latencies latencies, double percentile) {
        return Math.round(latencies.histogram().getValueAtPercentile(percentile) / 1e6);
    }
}
