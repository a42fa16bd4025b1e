package dev.holdfast.bench.gateway;

import dev.holdfast.bench.page.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// What the gateway is to reach beside nginx, with the figure that decides it.
///
/// @param atLeast whether the limit is a smallest value; a greatest otherwise
record Goal(String what, String wanted, boolean atLeast, Optional<Double> figure) {

    static List<Goal> of(Results results) {
        List<Goal> goals = new ArrayList<>();
        Stream.of(Scenario.values()).filter(Scenario::isClosedLoop).forEach(scenario -> {
            goals.add(throughput("messages a second, " + scenario.title(), results, scenario));
            goals.add(cost("proxy CPU a message, " + scenario.title(), results, scenario));
        });
        goals.add(cost("proxy CPU a message, " + Scenario.FIXED_RATE.title(), results, Scenario.FIXED_RATE));
        goals.add(throughput("new connections a second", results, Scenario.NEW_CONNECTIONS));
        goals.add(new Goal(
                "memory an idle connection",
                "at most 1.00 × nginx",
                false,
                results.findIdle(Way.HOLDFAST)
                        .flatMap(ours -> results.findIdle(Way.NGINX).map(nginx -> ours.bytes() / nginx.bytes()))));
        return goals;
    }

    private static Goal throughput(String what, Results results, Scenario scenario) {
        return new Goal(
                what,
                "at least 1.00 × nginx",
                true,
                results.ratio(Way.HOLDFAST, Way.NGINX, scenario, m -> m.result().answeredPerSecond())
                        .map(Spread::median));
    }

    private static Goal cost(String what, Results results, Scenario scenario) {
        return new Goal(
                what,
                "at most 1.00 × nginx",
                false,
                results.ratio(Way.HOLDFAST, Way.NGINX, scenario, Measurement::proxyMicros)
                        .map(Spread::median));
    }

    String measured() {
        return figure.map(value -> String.format(Locale.ROOT, "%.2f × nginx", value))
                .orElse("not measured");
    }

    /// As the figure is shown: what rounds to the limit has reached it.
    String verdict() {
        return figure.map(value -> {
                    double shown = Math.round(value * 100) / 100.0;
                    return (atLeast ? shown >= 1 : shown <= 1) ? "met" : "**missed**";
                })
                .orElse("open");
    }
}
