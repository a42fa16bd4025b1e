package dev.holdfast.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.bench.page.Spread;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResultsTest {
    @Test
    void a_ratio_is_taken_within_a_round_before_rounds_are_summed_up() {
        // The machine was twice as slow in the second round, which no ratio may show.
        List<Measurement> measurements = Stream.of(
                        Invented.measurement(Target.HOLDFAST, Scenario.ONE_IN_FLIGHT, 1, 2),
                        Invented.measurement(Target.STOCK, Scenario.ONE_IN_FLIGHT, 1, 4),
                        Invented.measurement(Target.HOLDFAST, Scenario.ONE_IN_FLIGHT, 2, 4),
                        Invented.measurement(Target.STOCK, Scenario.ONE_IN_FLIGHT, 2, 8),
                        Invented.measurement(Target.STOCK, Scenario.SIXTEEN_IN_FLIGHT, 1, 1))
                .toList();
        Results results = new Results(Invented.plan(2, Target.HOLDFAST, Target.STOCK), measurements, List.of());

        assertThat(results.cpuRatio(Target.HOLDFAST, Scenario.ONE_IN_FLIGHT)).contains(new Spread(0.5, 0.5, 0.5));
        assertThat(results.spread(Target.HOLDFAST, Scenario.ONE_IN_FLIGHT, Measurement::serverMicrosPerMessage))
                .contains(new Spread(3, 2, 4));
        assertThat(results.cpuRatio(Target.HOLDFAST, Scenario.SIXTEEN_IN_FLIGHT))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0.50, 2048, met, met, met",
        "0.51, 2049, **missed**, met, **missed**",
        "2.01, 2048, **missed**, **missed**, met"
    })
    void a_promise_is_met_up_to_its_limit(double micros, double heap, String sixteen, String one, String idle) {
        Results results = Invented.oneRound(micros, 2, heap);

        assertThat(Goal.SIXTEEN_IN_FLIGHT.verdict(results)).isEqualTo(sixteen);
        assertThat(Goal.ONE_IN_FLIGHT.verdict(results)).isEqualTo(one);
        assertThat(Goal.IDLE_HEAP.verdict(results)).isEqualTo(idle);
    }

    @Test
    void a_promise_stays_open_when_holdfast_was_not_measured() {
        Results results = new Results(
                Invented.plan(1, Target.STOCK),
                List.of(Invented.measurement(Target.STOCK, Scenario.SIXTEEN_IN_FLIGHT, 1, 3)),
                List.of());

        for (Goal goal : Goal.values()) {
            assertThat(goal.measured(results)).isEqualTo("not measured");
            assertThat(goal.verdict(results)).isEqualTo("open");
        }
    }
}
