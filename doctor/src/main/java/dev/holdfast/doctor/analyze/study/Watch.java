package dev.holdfast.doctor.analyze.study;

import dev.holdfast.core.cause.Classifier;
import dev.holdfast.core.cause.Explanation;
import dev.holdfast.core.connection.ConnectionInfo;
import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.Timeline;
import dev.holdfast.core.incident.Incident;
import dev.holdfast.core.incident.IncidentEffect;
import dev.holdfast.core.incident.IncidentOptions;
import dev.holdfast.core.incident.IncidentWatch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Looks at all ends together, as a server does while they happen, on the clock of the log.
///
/// Bounded beside what [IncidentWatch] is: the 2500 newest ends that others may still explain (some 3 KB each; a mass
/// end explains at most 2000) and the [#KEPT] greatest incidents.
final class Watch {
    static final int KEPT = 200;
    private static final int RECENT = 2_500;
    private static final long SECOND = 1_000_000_000L;

    /// What the watch remembers by the second is over by then.
    private static final long CLOSELY = 180 * SECOND;

    private static final int STRIDES = 1000;

    private final Classifier classifier;
    private final Instant start;
    private final IncidentWatch watch;
    private final LinkedHashMap<String, EndRecord> recent = new LinkedHashMap<>();
    private final Map<String, Incident> incidents = new TreeMap<>();
    private final Learner learner;
    private long now;
    private long lastLook;
    private long left;

    /// Is told that more became known of an end.
    interface Learner {
        void learned(EndRecord before, EndRecord after);
    }

    Watch(Classifier classifier, Instant start, Learner learner) {
        this.classifier = classifier;
        this.start = start;
        this.learner = learner;
        // Nothing in a log says how often its server pinged.
        this.watch = new IncidentWatch(IncidentOptions.defaults(), Duration.ZERO, classifier, start, 0);
    }

    /// Moves the clock, which never goes back.
    private void pass(Instant at) {
        now = Math.max(now, Duration.between(start, at).toNanos());
        if (now - lastLook < SECOND) {
            return;
        }
        long stop = Math.min(now, lastLook + CLOSELY);
        for (long each = lastLook + SECOND; each <= stop; each += SECOND) {
            heed(watch.passed(each));
        }
        int strides = 0;
        for (long each = stop + 60 * SECOND; each < now && strides < STRIDES; each += 60 * SECOND) {
            heed(watch.passed(each));
            strides++;
        }
        heed(watch.passed(now));
        lastLook = now;
    }

    void opened(ConnectionInfo info, Instant at) {
        pass(at);
        watch.opened(info, now);
    }

    /// @return the same end, explained with what is known of others
    EndRecord ended(EndRecord end, Instant at) {
        pass(at);
        IncidentWatch.Judged judged = watch.ended(end, now);
        EndRecord known = joined(end, judged.end());
        heed(judged.effects());
        if (mayBeExplainedAgain(known.explanation())) {
            keep(known);
        }
        return known;
    }

    /// What a client or this server did in order stays what it is; why a backend closes in order, others may show.
    private static boolean mayBeExplainedAgain(Explanation why) {
        return switch (why.initiator()) {
            case CLIENT, SERVER, OPERATOR -> !why.expected();
            case BACKEND, NETWORK, UNKNOWN -> true;
        };
    }

    /// An end was told a second time, with more facts.
    void replaced(EndRecord end) {
        if (recent.containsKey(end.info().connectionId())) {
            keep(end);
        }
    }

    private void keep(EndRecord end) {
        recent.put(end.info().connectionId(), end);
        if (recent.size() > RECENT) {
            recent.pollFirstEntry();
        }
    }

    /// What the log itself knows of others counts before what is found again: it knew its heartbeat, and the tabs.
    private EndRecord joined(EndRecord end, EndRecord judged) {
        if (judged.timeline().entries().size() == end.timeline().entries().size()) {
            return end;
        }
        List<Timeline.Entry> logged = end.timeline().entries();
        List<Timeline.Entry> all = judged.timeline().entries();
        List<Timeline.Entry> entries = new ArrayList<>(logged);
        for (Timeline.Entry entry : all.subList(logged.size(), all.size())) {
            if (!end.timeline().has(entry.fact().getClass())) {
                entries.add(entry);
            }
        }
        if (entries.size() == logged.size()) {
            return end;
        }
        if (entries.size() == all.size()) {
            return judged;
        }
        Timeline timeline =
                new Timeline(end.timeline().start(), entries, end.timeline().omitted());
        return new EndRecord(end.info(), end.opened(), timeline, classifier.explain(timeline));
    }

    private void heed(List<IncidentEffect> effects) {
        for (IncidentEffect effect : effects) {
            switch (effect) {
                case IncidentEffect.Opened(Incident incident) -> keep(incident);
                case IncidentEffect.Ended(Incident incident) -> keep(incident);
                case IncidentEffect.Learned(String connectionId, Fact.Afterwards fact) -> learn(connectionId, fact);
            }
        }
    }

    private void learn(String connectionId, Fact.Afterwards fact) {
        EndRecord before = recent.get(connectionId);
        if (before != null && !before.timeline().has(fact.getClass())) {
            EndRecord after = before.with(fact, start.plusNanos(now), classifier);
            recent.put(connectionId, after);
            learner.learned(before, after);
        }
    }

    private void keep(Incident incident) {
        incidents.put(incident.id(), incident);
        if (incidents.size() > KEPT) {
            String least = incidents.values().stream()
                    .min((a, b) -> Long.compare(a.count(), b.count()))
                    .map(Incident::id)
                    .orElseThrow();
            incidents.remove(least);
            left++;
        }
    }

    /// All of them, those that go on at the end of the log as they stand then; by their beginning.
    List<Incident> incidents() {
        // Whatever was about to be decided is decided now.
        heed(watch.passed(now + 12 * SECOND));
        watch.open().forEach(this::keep);
        return incidents.values().stream()
                .sorted((a, b) -> a.startedAt().compareTo(b.startedAt()))
                .toList();
    }

    /// Smaller ones that found no room.
    long left() {
        return left;
    }
}
