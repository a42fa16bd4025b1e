package dev.holdfast.observe.metrics;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.core.measure.Histogram;
import dev.holdfast.observe.ends.JoinedReports;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/// Counts ends by what explains them. Called on event loops: nothing blocks. Bounded, because every part of a
/// key comes from a closed set.
public final class EndCounts {
    /// The line between flapping and stable.
    private static final Duration MINUTE = Duration.ofSeconds(60);

    /// As the SignalR conventions have them.
    static final List<Duration> DURATIONS = List.of(
            Duration.ofMillis(10),
            Duration.ofMillis(20),
            Duration.ofMillis(50),
            Duration.ofMillis(100),
            Duration.ofMillis(200),
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            MINUTE,
            Duration.ofSeconds(120),
            Duration.ofSeconds(300),
            Duration.ofSeconds(1800),
            Duration.ofSeconds(7200));

    record Key(Cause cause, Initiator initiator, boolean expected, CodeClass codeClass) {}

    private final ConcurrentMap<Key, LongAdder> ended = new ConcurrentHashMap<>();
    private final ConcurrentMap<Cause, LongAdder> rejected = new ConcurrentHashMap<>();
    private final ConcurrentMap<Cause, LongAdder> again = new ConcurrentHashMap<>();
    private final ConcurrentMap<JoinedReports.Outcome, LongAdder> reports = new ConcurrentHashMap<>();
    private final Histogram durations = new Histogram(DURATIONS);

    public void count(EndRecord end) {
        var explanation = end.explanation();
        if (!end.opened()) {
            rejected.computeIfAbsent(explanation.cause(), _ -> new LongAdder()).increment();
            return;
        }
        Key key = new Key(
                explanation.cause(),
                explanation.initiator(),
                explanation.expected(),
                CodeClass.of(end.exchange().reportedCode()));
        ended.computeIfAbsent(key, _ -> new LongAdder()).increment();
        durations.recordShared(end.duration().toNanos());
    }

    /// The end itself was counted when it happened and stays counted as it was: a counter can't take back.
    public void countAgain(EndRecord end) {
        again.computeIfAbsent(end.explanation().cause(), _ -> new LongAdder()).increment();
    }

    public void countReport(JoinedReports.Outcome outcome) {
        reports.computeIfAbsent(outcome, _ -> new LongAdder()).increment();
    }

    /// All of it added up.
    public EndTotals totals() {
        long endedSum = 0;
        long unexpected = 0;
        Map<Cause, Long> causes = new EnumMap<>(Cause.class);
        Map<Cause, Long> troubles = new EnumMap<>(Cause.class);
        for (Map.Entry<Key, LongAdder> each : ended.entrySet()) {
            long count = each.getValue().sum();
            endedSum += count;
            causes.merge(each.getKey().cause(), count, Long::sum);
            if (!each.getKey().expected()) {
                unexpected += count;
                troubles.merge(each.getKey().cause(), count, Long::sum);
            }
        }
        long rejectedSum = 0;
        for (Map.Entry<Cause, LongAdder> each : rejected.entrySet()) {
            long count = each.getValue().sum();
            rejectedSum += count;
            causes.merge(each.getKey(), count, Long::sum);
            troubles.merge(each.getKey(), count, Long::sum);
        }
        return new EndTotals(endedSum, unexpected, rejectedSum, overMinute(), causes, troubles);
    }

    private long overMinute() {
        Histogram.Snapshot lived = durations.snapshot();
        long over = 0;
        for (int i = DURATIONS.indexOf(MINUTE) + 1; i < lived.counts().size(); i++) {
            over += lived.counts().get(i);
        }
        return over;
    }

    Map<JoinedReports.Outcome, LongAdder> reports() {
        return Map.copyOf(reports);
    }

    Map<Key, LongAdder> ended() {
        return Map.copyOf(ended);
    }

    Map<Cause, LongAdder> rejected() {
        return Map.copyOf(rejected);
    }

    Map<Cause, LongAdder> again() {
        return Map.copyOf(again);
    }

    Histogram.Snapshot durations() {
        return durations.snapshot();
    }
}
