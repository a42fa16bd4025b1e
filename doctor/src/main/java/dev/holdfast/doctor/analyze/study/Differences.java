package dev.holdfast.doctor.analyze.study;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Explanation;
import dev.holdfast.doctor.analyze.event.LogEvent;
import dev.holdfast.doctor.analyze.result.Analysis.Difference;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Where today's rules say something else than the log did. Bounded: 200 kinds of difference.
final class Differences {
    private static final int KINDS = 200;

    private final Map<Kind, Seen> kinds = new LinkedHashMap<>();
    private long compared;

    private record Kind(String recorded, String recordedConfidence, Cause now, Confidence confidence) {}

    private static final class Seen {
        private final String example;
        private long count;

        private Seen(String example) {
            this.example = example;
        }
    }

    void compare(LogEvent.Recorded recorded, Explanation now, String connectionId) {
        compared++;
        if (now.cause().id().equals(recorded.cause()) && now.confidence().name().equals(recorded.confidence())) {
            return;
        }
        Kind kind = new Kind(recorded.cause(), recorded.confidence(), now.cause(), now.confidence());
        if (kinds.size() < KINDS || kinds.containsKey(kind)) {
            kinds.computeIfAbsent(kind, _ -> new Seen(connectionId)).count++;
        }
    }

    long compared() {
        return compared;
    }

    List<Difference> list() {
        return kinds.entrySet().stream()
                .map(each -> new Difference(
                        each.getKey().recorded(),
                        each.getKey().recordedConfidence(),
                        each.getKey().now(),
                        each.getKey().confidence(),
                        each.getValue().count,
                        each.getValue().example))
                .sorted(Comparator.comparingLong(Difference::count).reversed())
                .toList();
    }
}
