package dev.holdfast.bench.run;

import dev.holdfast.bench.page.Spread;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// All that a comparison measured.
record Results(Plan plan, List<Measurement> measurements, List<IdleMeasurement> idle) {
    Results {
        measurements = List.copyOf(measurements);
        idle = List.copyOf(idle);
    }

    Optional<Measurement> find(Target target, Scenario scenario, int round) {
        return measurements.stream()
                .filter(m -> m.target() == target && m.scenario() == scenario && m.round() == round)
                .findFirst();
    }

    Optional<IdleMeasurement> findIdle(Target target) {
        return idle.stream().filter(m -> m.target() == target).findFirst();
    }

    /// One figure of a target over all rounds; empty if it was not measured.
    Optional<Spread> spread(Target target, Scenario scenario, ToDoubleFunction<Measurement> figure) {
        List<Double> values = measurements.stream()
                .filter(m -> m.target() == target && m.scenario() == scenario)
                .map(figure::applyAsDouble)
                .toList();
        return values.isEmpty() ? Optional.empty() : Optional.of(Spread.of(values));
    }

    /// The target's server CPU a message as a multiple of the stock peer's in the same round; empty without either.
    Optional<Double> cpuRatio(Target target, Scenario scenario, int round) {
        return find(target, scenario, round)
                .flatMap(ours -> find(Target.STOCK, scenario, round)
                        .map(stock -> ours.serverMicrosPerMessage() / stock.serverMicrosPerMessage()));
    }

    /// [#cpuRatio(Target, Scenario, int)] over all rounds.
    Optional<Spread> cpuRatio(Target target, Scenario scenario) {
        List<Double> ratios = IntStream.rangeClosed(1, plan.rounds())
                .mapToObj(round -> cpuRatio(target, scenario, round))
                .flatMap(Optional::stream)
                .toList();
        return ratios.isEmpty() ? Optional.empty() : Optional.of(Spread.of(ratios));
    }
}
