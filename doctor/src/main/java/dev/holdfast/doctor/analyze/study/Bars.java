package dev.holdfast.doctor.analyze.study;

import dev.holdfast.doctor.analyze.measure.Durations;
import dev.holdfast.doctor.analyze.result.Analysis.Bar;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Durations of lost connections in bars that make a limit stand out: narrow around the limits that people set, wide
/// between them.
final class Bars {
    private static final int[] LIMITS = {
        1, 5, 10, 15, 20, 30, 45, 50, 60, 75, 90, 100, 120, 180, 240, 300, 350, 400, 600, 900, 1200, 1800, 3600, 7200,
        14_400, 28_800, 86_400
    };

    private Bars() {}

    static List<Bar> of(Durations durations) {
        List<Bar> bars = new ArrayList<>();
        Duration from = Duration.ZERO;
        for (int limit : LIMITS) {
            Duration low = Duration.ofSeconds(limit).multipliedBy(97).dividedBy(100);
            Duration high = Duration.ofSeconds(limit).multipliedBy(104).dividedBy(100);
            add(bars, durations, from, low);
            add(bars, durations, low, high);
            from = high;
        }
        add(bars, durations, from, Duration.ofDays(36_500));
        return bars;
    }

    private static void add(List<Bar> bars, Durations durations, Duration from, Duration to) {
        long count = durations.between(from, to);
        if (count > 0) {
            bars.add(new Bar(from, to, count));
        }
    }
}
