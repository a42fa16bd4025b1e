package dev.holdfast.bench.run;

import dev.holdfast.bench.load.Load;

/// One kind of load that every target gets in every round.
enum Scenario {
    SIXTEEN_IN_FLIGHT("16 in flight"),
    ONE_IN_FLIGHT("1 in flight"),
    FIXED_RATE("fixed rate");

    private final String title;

    Scenario(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    Load load(Plan plan) {
        return switch (this) {
            case SIXTEEN_IN_FLIGHT -> closed(plan, 16);
            case ONE_IN_FLIGHT -> closed(plan, 1);
            case FIXED_RATE ->
                new Load.OpenLoop(
                        plan.connections(), plan.messagesPerSecond(), plan.payload(), plan.warmUp(), plan.window());
        };
    }

    private static Load closed(Plan plan, int inFlight) {
        return new Load.ClosedLoop(plan.connections(), inFlight, plan.payload(), plan.warmUp(), plan.window());
    }
}
