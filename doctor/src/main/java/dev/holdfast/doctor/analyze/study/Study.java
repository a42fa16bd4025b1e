package dev.holdfast.doctor.analyze.study;

import dev.holdfast.core.cause.Classifier;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Explanation;
import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.core.incident.Incident;
import dev.holdfast.doctor.analyze.event.LogEvent;
import dev.holdfast.doctor.analyze.measure.Clock;
import dev.holdfast.doctor.analyze.measure.Durations;
import dev.holdfast.doctor.analyze.measure.Frequent;
import dev.holdfast.doctor.analyze.result.Analysis;
import dev.holdfast.doctor.analyze.result.Analysis.CauseShare;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Takes the events of all sources in the order of their times, explains every end by today's rules and counts. Its
/// memory does not grow with the log. Not thread-safe.
public final class Study implements Watch.Learner {
    private final Classifier classifier;
    private final Filter filter;
    private final Differences differences = new Differences();
    private final Noticed noticed = new Noticed();
    private final Stories stories;
    private final Remarks remarks = new Remarks(this::unclaimed);
    private @Nullable Period period;

    /// What can only be made once the first moment is known.
    private static final class Period {
        private final Instant first;
        private final Clock clock;
        private final Tallies tallies;
        private final Tallies previous;
        private final Watch watch;
        private Instant last;

        private Period(Instant first, Filter filter, Classifier classifier, Watch.Learner learner) {
            this.first = first;
            this.last = first;
            Instant since = filter.since();
            Instant start = since == null || since.isBefore(first) ? first : since;
            clock = new Clock(start);
            tallies = new Tallies(clock, start);
            previous = new Tallies(new Clock(first), first);
            watch = new Watch(classifier, first, learner);
        }
    }

    public Study(Classifier classifier, Filter filter) {
        this.classifier = classifier;
        this.filter = filter;
        this.stories = new Stories(filter);
    }

    public void take(LogEvent event) {
        if (filter.after(event.at())) {
            return;
        }
        Period now = period;
        if (now == null) {
            // Of a connection that is open, its beginning is in the log as well.
            Instant first = event instanceof LogEvent.Opened(Instant _, var info) ? info.acceptedAt() : event.at();
            now = new Period(first.isBefore(event.at()) ? first : event.at(), filter, classifier, this);
            period = now;
        }
        if (event.at().isAfter(now.last)) {
            now.last = event.at();
        }
        remarks.passed(event.at());
        switch (event) {
            case LogEvent.Opened opened -> take(opened, now);
            case LogEvent.Ended ended -> take(remarks.joined(ended), now);
            case LogEvent.Remark remark -> remarks.add(remark);
            case LogEvent.Noticed notice -> {
                stories.noticed(notice);
                if (!filter.before(notice.at())) {
                    noticed.add(notice);
                }
            }
        }
    }

    private void unclaimed(LogEvent.Ended alone) {
        Period now = period;
        if (now != null) {
            take(alone, now);
        }
    }

    private Tallies tallies(Period now, Instant at) {
        return filter.before(at) ? now.previous : now.tallies;
    }

    private void take(LogEvent.Opened opened, Period now) {
        now.watch.opened(opened.info(), opened.at());
        stories.opened(opened.info(), opened.at());
        if (filter.concerns(opened.info())) {
            tallies(now, opened.at()).opened(opened.at());
        }
    }

    private void take(LogEvent.Ended ended, Period now) {
        Explanation why = classifier.explain(ended.timeline());
        EndRecord end = new EndRecord(ended.info(), ended.opened(), ended.timeline(), why);
        boolean concerns = filter.concerns(end.info());
        if (ended.recorded() != null && concerns && !filter.before(ended.at())) {
            differences.compare(ended.recorded(), why, end.info().connectionId());
        }
        Tallies tallies = tallies(now, end.endedAt());
        if (ended.again() && tallies.knows(end.info().connectionId())) {
            now.watch.replaced(end);
            tallies.explainedAgain(end);
        } else {
            end = ended.again() || !ended.timed() ? end : now.watch.ended(end, ended.at());
            if (concerns) {
                tallies.ended(end, ended.timed());
            }
        }
        stories.ended(end, ended.recorded());
    }

    @Override
    public void learned(EndRecord before, EndRecord after) {
        Period now = period;
        if (now != null) {
            tallies(now, after.endedAt()).explainedAgain(after);
            stories.learned(after);
        }
    }

    /// What came out; to be asked for once, when all was taken.
    public Analysis result(List<Analysis.Source> sources) {
        remarks.finish();
        Period now = period;
        if (now == null) {
            now = new Period(Instant.EPOCH, filter, classifier, this);
        }
        List<Incident> incidents = now.watch.incidents().stream()
                .filter(each -> !filter.before(each.lastAt()))
                .toList();
        Tallies tallies = now.tallies;
        Instant since = filter.since();
        Instant from = since == null || since.isBefore(now.first) ? now.first : since;
        Instant to = now.last.isBefore(from) ? from : now.last;
        return new Analysis(
                sources,
                period == null ? null : from,
                period == null ? null : to,
                totals(tallies),
                lives(tallies.durations),
                tallies.codes(),
                tallies.statuses(),
                causes(tallies),
                incidents,
                now.watch.left(),
                Bars.of(tallies.silences),
                Bars.of(tallies.ages),
                new Analysis.Course(
                        from,
                        now.clock.step(),
                        tallies.openings.upTo(to),
                        tallies.ends.upTo(to),
                        tallies.rejections.upTo(to),
                        tallies.unexpected.upTo(to)),
                since == null || since.isBefore(now.first)
                        ? Trends.halves(tallies, now.clock, to)
                        : Trends.against(now.previous, now.first, tallies, since, to),
                Changes.of(tallies, now.clock, to, incidents, noticed),
                differences.list(),
                differences.compared(),
                noticed.list(),
                often(tallies.troubledClients),
                often(tallies.paths),
                stories.story());
    }

    private static Analysis.Totals totals(Tallies tallies) {
        long opened = tallies.openings.total();
        return new Analysis.Totals(
                opened,
                tallies.ends.total(),
                tallies.rejections.total(),
                tallies.unexpectedEnds,
                tallies.unexpectedRejections,
                opened == 0 ? -1 : Math.max(0, opened - tallies.endedOfOpened));
    }

    private static Analysis.Lives lives(Durations durations) {
        return new Analysis.Lives(
                durations.count(),
                durations.percentile(0.5),
                durations.percentile(0.9),
                durations.percentile(0.99),
                durations.longest(),
                durations.overAMinute());
    }

    private static List<CauseShare> causes(Tallies tallies) {
        return tallies.causes().stream()
                .filter(each -> each.series().total() > 0)
                .map(Study::share)
                .sorted(Comparator.comparingLong(CauseShare::count).reversed())
                .toList();
    }

    private static CauseShare share(CauseCount count) {
        Map<Confidence, Long> byConfidence = new EnumMap<>(Confidence.class);
        for (Confidence each : Confidence.values()) {
            if (count.of(each) > 0) {
                byConfidence.put(each, count.of(each));
            }
        }
        return new CauseShare(count.cause(), count.series().total(), count.expected(), byConfidence, count.example());
    }

    private static List<Analysis.Often> often(Frequent<String> frequent) {
        return frequent.top(10).stream()
                .map(each -> new Analysis.Often(each.key(), each.atMost(), each.error()))
                .toList();
    }
}
