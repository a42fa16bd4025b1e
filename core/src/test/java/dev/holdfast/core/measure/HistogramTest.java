package dev.holdfast.core.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistogramTest {
    private static final List<Duration> BOUNDS = List.of(Duration.ofMillis(1), Duration.ofMillis(10));

    @Test
    void bounds_are_inclusive_and_what_is_above_the_last_has_a_bucket_of_its_own() {
        Histogram histogram = new Histogram(BOUNDS);
        for (long nanos : new long[] {0, 1_000_000, 1_000_001, 10_000_000, 10_000_001, Long.MAX_VALUE / 4}) {
            histogram.record(nanos);
        }
        assertThat(histogram.snapshot().counts()).containsExactly(2L, 2L, 2L);
        assertThat(histogram.snapshot().count()).isEqualTo(6);
    }

    @Test
    void the_sum_is_exact() {
        Histogram histogram = new Histogram(BOUNDS);
        histogram.record(1);
        histogram.record(2_000_000_000L);
        assertThat(histogram.snapshot().sum()).isEqualTo(Duration.ofNanos(2_000_000_001L));
    }

    @Test
    void a_snapshot_does_not_change() {
        Histogram histogram = new Histogram(BOUNDS);
        Histogram.Snapshot before = histogram.snapshot();
        histogram.record(5);
        assertThat(before.count()).isZero();
    }

    @Test
    void those_of_several_event_loops_add_up() {
        Histogram one = new Histogram(BOUNDS);
        Histogram other = new Histogram(BOUNDS);
        one.record(1);
        other.record(1);
        other.record(20_000_000);
        Histogram.Snapshot both = one.snapshot().plus(other.snapshot());
        assertThat(both.counts()).containsExactly(2L, 0L, 1L);
        assertThat(both.sum()).isEqualTo(Duration.ofNanos(20_000_002));
        assertThat(both.bounds()).isEqualTo(BOUNDS);
    }

    @Test
    void different_bounds_dont_add_up() {
        Histogram.Snapshot one = new Histogram(BOUNDS).snapshot();
        Histogram.Snapshot other = new Histogram(Histogram.FAST_BOUNDS).snapshot();
        assertThatIllegalArgumentException().isThrownBy(() -> one.plus(other)).withMessageContaining("bounds");
    }

    @Test
    void bounds_that_dont_rise_are_refused_because_a_bucket_would_stay_empty() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Histogram(BOUNDS.reversed()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Histogram(List.of(Duration.ofMillis(1), Duration.ofMillis(1))));
        assertThat(new Histogram(Histogram.FAST_BOUNDS).snapshot().bounds()).isSorted();
    }
}
