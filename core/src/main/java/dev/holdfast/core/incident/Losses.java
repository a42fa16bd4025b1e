package dev.holdfast.core.incident;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.evidence.CutOffMeasure;
import java.util.ArrayList;
import java.util.List;

/// What of a mass end went away without a word, on one leg.
final class Losses {
    private static final int REMEMBERED = 2000;
    private static final int MEASURED = 256;
    private static final long SECOND = 1_000_000_000L;

    private final List<String> unexplained = new ArrayList<>();
    private final Newest<Long> silences = new Newest<>(MEASURED);
    private final Newest<Long> ages = new Newest<>(MEASURED);
    private long count;

    void add(CutLeg leg) {
        count++;
        silences.add(leg.nanos(CutOffMeasure.SILENCE));
        ages.add(leg.nanos(CutOffMeasure.AGE));
        if (leg.view().end().explanation().cause() == Cause.UNEXPLAINED && unexplained.size() < REMEMBERED) {
            unexplained.add(leg.view().connectionId());
        }
    }

    long count() {
        return count;
    }

    /// Ids of those that nothing explains yet.
    List<String> unexplained() {
        return unexplained;
    }

    /// Whether they had been silent, and had lived, for different times: then no limit of either cut them.
    boolean unlike() {
        return !mostlyEqual(silences) && !mostlyEqual(ages);
    }

    private static boolean mostlyEqual(Newest<Long> values) {
        List<Long> sorted = values.list().stream().sorted().toList();
        if (sorted.isEmpty()) {
            return false;
        }
        long median = sorted.get(sorted.size() / 2);
        return median >= SECOND
                && sorted.stream().filter(value -> Spike.equal(value, median)).count() * 2 > sorted.size();
    }
}
