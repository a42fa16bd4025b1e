package dev.holdfast.server.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StallsTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Stalls stalls = new Stalls();

    @Test
    void nothing_is_known_before_the_first_probe() {
        assertThat(stalls.longest(5 * SECOND)).isEqualTo(new Stalls.Stall(Duration.ZERO, Duration.ZERO));
        assertThat(stalls.newest(5 * SECOND)).isZero();
    }

    @Test
    void a_probe_on_time_is_no_stall() {
        stalls.planned(10 * SECOND);
        stalls.arrived(10 * SECOND);
        assertThat(stalls.longest(11 * SECOND).length()).isZero();
    }

    @Test
    void a_late_probe_is_one_and_is_remembered_with_its_age() {
        probe(10, 13);
        assertThat(stalls.newest(13 * SECOND)).isEqualTo(Duration.ofSeconds(3));
        assertThat(stalls.longest(20 * SECOND))
                .isEqualTo(new Stalls.Stall(Duration.ofSeconds(3), Duration.ofSeconds(7)));
    }

    /// Whoever ends in the middle of a stall is explained before the late probe runs.
    @Test
    void a_stall_that_goes_on_counts_already() {
        stalls.planned(10 * SECOND);
        assertThat(stalls.longest(14 * SECOND)).isEqualTo(new Stalls.Stall(Duration.ofSeconds(4), Duration.ZERO));
        assertThat(stalls.newest(14 * SECOND)).isEqualTo(Duration.ofSeconds(4));
    }

    @Test
    void the_longest_of_the_last_minute_counts_and_older_ones_are_forgotten() {
        probe(10, 15);
        probe(16, 17);
        assertThat(stalls.longest(20 * SECOND).length()).isEqualTo(Duration.ofSeconds(5));
        assertThat(stalls.newest(20 * SECOND)).isEqualTo(Duration.ofSeconds(1));
        assertThat(stalls.longest(76 * SECOND).length()).isZero();
        probe(80, 82);
        assertThat(stalls.longest(82 * SECOND).length()).isEqualTo(Duration.ofSeconds(2));
    }

    private void probe(long planned, long arrived) {
        stalls.planned(planned * SECOND);
        stalls.arrived(arrived * SECOND);
    }
}
