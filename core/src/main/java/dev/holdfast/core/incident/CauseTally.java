package dev.holdfast.core.incident;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Explanation;
import dev.holdfast.core.cause.Initiator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// How several ends were explained, as one.
final class CauseTally {
    private final Map<Cause, Long> counts = new EnumMap<>(Cause.class);
    private final Map<Cause, Confidence> leastSure = new EnumMap<>(Cause.class);
    private final Map<Cause, Initiator> initiators = new EnumMap<>(Cause.class);
    private long total;
    private boolean allExpected = true;

    void add(Explanation explanation) {
        add(explanation.cause(), explanation.confidence(), explanation.initiator(), explanation.expected());
    }

    void add(Cause cause, Confidence confidence, Initiator initiator, boolean expected) {
        total++;
        allExpected &= expected;
        counts.merge(cause, 1L, Long::sum);
        leastSure.merge(cause, confidence, (a, b) -> a.compareTo(b) > 0 ? a : b);
        initiators.merge(cause, initiator, (a, b) -> a == b ? a : Initiator.UNKNOWN);
    }

    long total() {
        return total;
    }

    boolean allExpected() {
        return allExpected;
    }

    long of(Cause cause) {
        return counts.getOrDefault(cause, 0L);
    }

    /// The most frequent cause. Asked for only when there is one.
    Cause most() {
        return counts.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow(() -> new IllegalStateException("nothing was added yet"))
                .getKey();
    }

    /// The part that the most frequent cause has of all.
    double share() {
        return total == 0 ? 0 : (double) of(most()) / total;
    }

    Initiator initiator() {
        return initiators.getOrDefault(most(), Initiator.UNKNOWN);
    }

    /// How sure it is that the most frequent cause is what this is about: no surer than the least sure of its ends, and
    /// less where it is not the cause of (nearly) all.
    Confidence confidence() {
        Confidence ends = leastSure.getOrDefault(most(), Confidence.NONE);
        Confidence share =
                share() >= 0.95 ? Confidence.PROVEN : share() >= 0.5 ? Confidence.LIKELY : Confidence.POSSIBLE;
        return ends.compareTo(share) > 0 ? ends : share;
    }

    Map<Cause, Long> byCount() {
        return counts.entrySet().stream()
                .sorted(Map.Entry.<Cause, Long>comparingByValue().reversed())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, _) -> a, LinkedHashMap::new));
    }

    /// `token-expired 45 times, handshake-abandoned 2 times`.
    String words() {
        return byCount().entrySet().stream()
                .limit(5)
                .map(each -> each.getKey().id() + (each.getValue() == 1 ? " once" : " " + each.getValue() + " times"))
                .collect(Collectors.joining(", "));
    }
}
