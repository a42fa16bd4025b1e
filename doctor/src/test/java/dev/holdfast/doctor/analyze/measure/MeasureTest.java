package dev.holdfast.doctor.analyze.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class MeasureTest {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

    @Test
    void percentiles_are_right_to_two_percent() {
        Random random = new Random(1);
        Durations durations = new Durations();
        long[] millis = LongStream.generate(() -> (long) Math.exp(random.nextDouble() * 18))
                .limit(50_000)
                .sorted()
                .toArray();
        LongStream.of(millis).forEach(each -> durations.add(Duration.ofMillis(each)));

        for (double share : new double[] {0.01, 0.5, 0.9, 0.99}) {
            long exact = millis[(int) Math.ceil(share * millis.length) - 1];
            assertThat((double) durations.percentile(share).toMillis()).isCloseTo(exact, within(0.02 * exact + 1));
        }
        assertThat(durations.longest()).isEqualTo(Duration.ofMillis(millis[millis.length - 1]));
        assertThat(durations.overAMinute())
                .isEqualTo(LongStream.of(millis).filter(each -> each > 60_000).count() / 50_000.0);
    }

    @Test
    void the_longest_duration_there_is_finds_a_place() {
        Durations durations = new Durations();
        durations.add(Duration.ofSeconds(Long.MAX_VALUE / 1000));
        durations.add(Duration.ofSeconds(-1));
        assertThat(durations.count()).isEqualTo(2);
        assertThat(durations.percentile(0.5)).isZero();
    }

    @Test
    void a_series_of_years_is_as_small_as_one_of_minutes_and_counts_the_same() {
        Clock clock = new Clock(START);
        Series series = new Series(clock);
        Series late = new Series(clock);
        for (int day = 0; day < 1000; day++) {
            series.add(START.plus(Duration.ofDays(day)));
        }
        late.add(START.plus(Duration.ofDays(999)));

        long[] counts = series.upTo(START.plus(Duration.ofDays(999)));
        assertThat(counts).hasSizeBetween(Clock.MOST / 2, Clock.MOST);
        assertThat(Arrays.stream(counts).sum()).isEqualTo(1000).isEqualTo(series.total());
        assertThat(late.upTo(START.plus(Duration.ofDays(999)))).endsWith(1);
    }

    @Test
    void the_most_frequent_are_found_among_very_many() {
        Random random = new Random(2);
        Frequent<String> frequent = new Frequent<>();
        Map<String, Long> exact = new HashMap<>();
        for (int i = 0; i < 100_000; i++) {
            String key = random.nextInt(10) == 0 ? "hot" + random.nextInt(3) : "cold" + random.nextInt(50_000);
            frequent.add(key);
            exact.merge(key, 1L, Long::sum);
        }

        assertThat(frequent.top(3)).allSatisfy(entry -> {
            assertThat(entry.key()).startsWith("hot");
            assertThat(exact.get(entry.key())).isBetween(entry.atMost() - entry.error(), entry.atMost());
        });
    }

    @Test
    void an_end_is_found_again_until_half_a_million_others_came() {
        CountedEnds counted = new CountedEnds();
        int many = 3 << 19;
        for (int i = 0; i < many; i++) {
            assertThat(counted.put("c" + i, i & 0x3ff)).isEqualTo(-1);
        }
        assertThat(counted.get("c" + (many - (1 << 19) - 1))).isEqualTo(-1);
        for (int i = many - (1 << 19); i < many; i += 97) {
            assertThat(counted.get("c" + i)).isEqualTo(i & 0x3ff);
        }
        assertThat(counted.put("c" + (many - 1), 7)).isEqualTo(many - 1 & 0x3ff);
        assertThat(counted.get("c" + (many - 1))).isEqualTo(7);
    }
}
