package dev.holdfast.bench.gateway;

import dev.holdfast.bench.page.Spread;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// All that a comparison of proxies measured.
record Results(Plan plan, List<Measurement> measurements, List<IdleMeasurement> idle) {
    Results {
        measurements = List.copyOf(measurements);
        idle = List.copyOf(idle);
    }

    Optional<Measurement> find(Way way, Scenario scenario, int round) {
        return measurements.stream()
                .filter(m -> m.way() == way && m.scenario() == scenario && m.round() == round)
                .findFirst();
    }

    Optional<IdleMeasurement> findIdle(Way way) {
        return idle.stream().filter(m -> m.way() == way).findFirst();
    }

    /// One figure of a way over all rounds; empty if it was not measured.
    Optional<Spread> spread(Way way, Scenario scenario, ToDoubleFunction<Measurement> figure) {
        return of(IntStream.rangeClosed(1, plan.rounds())
                .mapToObj(round -> find(way, scenario, round))
                .flatMap(Optional::stream)
                .map(figure::applyAsDouble)
                .toList());
    }

    /// A figure as a multiple of another way's in the same round, over all rounds; empty without either.
    Optional<Spread> ratio(Way way, Way to, Scenario scenario, ToDoubleFunction<Measurement> figure) {
        return of(IntStream.rangeClosed(1, plan.rounds())
                .mapToObj(round -> find(way, scenario, round)
                        .flatMap(ours -> find(to, scenario, round)
                                .map(theirs -> figure.applyAsDouble(ours) / figure.applyAsDouble(theirs))))
                .flatMap(Optional::stream)
                .toList());
    }

    private static Optional<Spread> of(List<Double> values) {
        return values.isEmpty() ? Optional.empty() : Optional.of(Spread.of(values));
    }
}
