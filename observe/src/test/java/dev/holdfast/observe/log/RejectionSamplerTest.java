package dev.holdfast.observe.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.observe.fixture.ManualTime;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RejectionSamplerTest {
    private final ManualTime time = new ManualTime();

    private long admitted(RejectionSampler sampler, int tries) {
        return IntStream.range(0, tries)
                .filter(_ -> sampler.admits(time.nanos()))
                .count();
    }

    @Test
    void each_second_admits_its_share_and_counts_the_rest() {
        RejectionSampler sampler = new RejectionSampler(100, time.nanos());

        assertThat(admitted(sampler, 50_000)).isEqualTo(100);
        time.advance(Duration.ofMillis(999));
        assertThat(admitted(sampler, 10)).isZero();
        time.advance(Duration.ofMillis(1));
        assertThat(admitted(sampler, 30)).isEqualTo(30);
        assertThat(sampler.suppressed()).isEqualTo(49_910);
    }

    @Test
    void none_at_all_can_be_wanted() {
        RejectionSampler sampler = new RejectionSampler(0, time.nanos());

        assertThat(admitted(sampler, 5)).isZero();
        assertThat(sampler.suppressed()).isEqualTo(5);
    }

    @Test
    void many_event_loops_together_lose_no_count() throws Exception {
        RejectionSampler sampler = new RejectionSampler(100, time.nanos());
        try (var threads = Executors.newFixedThreadPool(4)) {
            long admitted = 0;
            for (Future<Long> each : threads.invokeAll(
                    java.util.Collections.nCopies(4, (Callable<Long>) () -> admitted(sampler, 10_000)))) {
                admitted += each.get();
            }
            assertThat(admitted).isEqualTo(100);
            assertThat(sampler.suppressed()).isEqualTo(39_900);
        }
    }
}
