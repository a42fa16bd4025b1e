package dev.holdfast.core.incident;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Counts values, of which there may be any number, in bounded memory: beyond 64 different ones the rest is one number.
/// What most values are equal to is counted exactly if it was among the first.
final class Tally<V> {
    private static final int MOST = 64;

    private final Map<V, Long> counts = new HashMap<>();
    private long rest;
    private long total;

    void add(V value) {
        total++;
        Long present = counts.get(value);
        if (present != null) {
            counts.put(value, present + 1);
        } else if (counts.size() < MOST) {
            counts.put(value, 1L);
        } else {
            rest++;
        }
    }

    /// How many different ones there are; all beyond the bound count as one.
    int different() {
        return counts.size() + (rest > 0 ? 1 : 0);
    }

    @Nullable
    V most() {
        return counts.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(null);
    }

    /// The part that the most frequent value has of all.
    double share() {
        V most = most();
        return most == null ? 0 : (double) counts.getOrDefault(most, 0L) / total;
    }
}
