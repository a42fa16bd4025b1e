package dev.holdfast.doctor.analyze.study;

import dev.holdfast.core.incident.Incident;
import dev.holdfast.doctor.analyze.measure.Clock;
import dev.holdfast.doctor.analyze.measure.Series;
import dev.holdfast.doctor.analyze.result.Analysis.Change;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// What changed, and when: starts and stops of the program, incidents that begin, causes that become frequent.
final class Changes {
    private static final int MOST = 40;

    private Changes() {}

    static List<Change> of(Tallies tallies, Clock clock, Instant to, List<Incident> incidents, Noticed noticed) {
        List<Change> changes = new ArrayList<>(noticed.moments());
        for (Incident incident : incidents) {
            changes.add(new Change(
                    incident.startedAt(),
                    incident.kind().word() + " begins, of " + incident.subject() + ": "
                            + incident.explanation().cause().id()));
        }
        for (CauseCount cause : tallies.causes()) {
            if (cause.expected() < cause.series().total()) {
                frequent(cause.cause().id(), cause.series(), clock, to, changes);
            }
        }
        frequent("openings of connections", tallies.openings, clock, to, changes);
        changes.sort(Comparator.comparing(Change::at));
        return changes.stream().limit(MOST).toList();
    }

    private static void frequent(String what, Series series, Clock clock, Instant to, List<Change> changes) {
        long[] counts = series.upTo(to);
        int step = Onset.of(counts);
        if (step < 0) {
            return;
        }
        long before = 0;
        for (int i = 0; i < step; i++) {
            before += counts[i];
        }
        changes.add(new Change(
                clock.at(step),
                what + (before == 0 ? " begins: " : " becomes frequent: ") + (series.total() - before)
                        + " from here on, " + before + " before"));
    }
}
