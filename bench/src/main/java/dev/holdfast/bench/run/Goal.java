package dev.holdfast.bench.run;

import dev.holdfast.bench.page.Spread;
import java.util.Locale;
import java.util.Optional;

/// A promise about Holdfast's cost, with the figure that decides it.
enum Goal {
    SIXTEEN_IN_FLIGHT("server CPU a message, 16 in flight", "at most 0.25 × stock", 0.25, "× stock"),
    ONE_IN_FLIGHT("server CPU a message, 1 in flight", "at most 1.00 × stock", 1.0, "× stock"),
    IDLE_HEAP("heap an idle connection, after GC", "at most 2,048 bytes", 2_048, "bytes");

    private final String what;
    private final String promised;
    private final double limit;
    private final String unit;

    Goal(String what, String promised, double limit, String unit) {
        this.what = what;
        this.promised = promised;
        this.limit = limit;
        this.unit = unit;
    }

    String what() {
        return what;
    }

    String promised() {
        return promised;
    }

    /// The deciding figure: a median where there are several; empty if Holdfast was not measured.
    Optional<Double> figure(Results results) {
        return switch (this) {
            case SIXTEEN_IN_FLIGHT -> ratio(results, Scenario.SIXTEEN_IN_FLIGHT);
            case ONE_IN_FLIGHT -> ratio(results, Scenario.ONE_IN_FLIGHT);
            case IDLE_HEAP -> results.findIdle(Target.HOLDFAST).map(IdleMeasurement::heapBytes);
        };
    }

    String measured(Results results) {
        int decimals = this == IDLE_HEAP ? 0 : 2;
        return figure(results)
                .map(value -> String.format(Locale.ROOT, "%,." + decimals + "f %s", value, unit))
                .orElse("not measured");
    }

    String verdict(Results results) {
        return figure(results)
                .map(value -> value <= limit ? "met" : "**missed**")
                .orElse("open");
    }

    private static Optional<Double> ratio(Results results, Scenario scenario) {
        return results.cpuRatio(Target.HOLDFAST, scenario).map(Spread::median);
    }
}
