package dev.holdfast.bench.load;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Counts of one run, and the first faults in words. Owned by the generator's thread.
final class Tally {
    private static final int WORDS = 10;

    long sent;
    long answered;
    long pings;

    private final Map<Fault, Long> faults = new EnumMap<>(Fault.class);
    private final List<String> firstFaults = new ArrayList<>();

    void fault(Fault fault, String words) {
        faults(fault, 1, words);
    }

    void faults(Fault fault, long count, String words) {
        faults.merge(fault, count, Long::sum);
        if (firstFaults.size() < WORDS) {
            firstFaults.add(fault + ": " + words);
        }
    }

    long faultTotal() {
        return faults.values().stream().mapToLong(Long::longValue).sum();
    }

    Map<Fault, Long> faults() {
        return Map.copyOf(faults);
    }

    List<String> firstFaults() {
        return List.copyOf(firstFaults);
    }
}
