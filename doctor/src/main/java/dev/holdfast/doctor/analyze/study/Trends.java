package dev.holdfast.doctor.analyze.study;

import dev.holdfast.doctor.analyze.measure.Clock;
import dev.holdfast.doctor.analyze.measure.Series;
import dev.holdfast.doctor.analyze.result.Analysis.Trend;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One period against the one before: what the log holds before `--since`, or else its first half.
final class Trends {
    private static final int CAUSES = 8;

    private Trends() {}

    static @Nullable Trend halves(Tallies tallies, Clock clock, Instant to) {
        int steps = tallies.ends.upTo(to).length;
        if (steps < 8) {
            return null;
        }
        int middle = steps / 2;
        Duration first = clock.step().multipliedBy(middle);
        Duration second = Duration.between(clock.at(middle), to).plusSeconds(1);
        List<Trend.Row> rows = new ArrayList<>();
        for (Counted each : counted(tallies)) {
            long[] counts = each.series().upTo(to);
            long before = 0;
            for (int i = 0; i < middle; i++) {
                before += counts[i];
            }
            rows.add(row(each, before, first, each.series().total() - before, second));
        }
        return new Trend("first half", first, "second half", second, rows);
    }

    static @Nullable Trend against(Tallies previous, Instant from, Tallies tallies, Instant since, Instant to) {
        Duration before = Duration.between(from, since);
        Duration now = Duration.between(since, to).plusSeconds(1);
        List<Trend.Row> rows = new ArrayList<>();
        for (Counted each : counted(tallies)) {
            long earlier = counted(previous).stream()
                    .filter(other -> other.what().equals(each.what()))
                    .mapToLong(other -> other.series().total())
                    .sum();
            rows.add(row(each, earlier, before, each.series().total(), now));
        }
        return before.isZero() ? null : new Trend("before", before, "since then", now, rows);
    }

    private record Counted(String what, Series series, boolean bad) {}

    private static List<Counted> counted(Tallies tallies) {
        List<Counted> counted = new ArrayList<>();
        counted.add(new Counted("opened", tallies.openings, false));
        counted.add(new Counted("ended", tallies.ends, false));
        counted.add(new Counted("refused handshakes", tallies.rejections, true));
        counted.add(new Counted("unexpected", tallies.unexpected, true));
        tallies.causes().stream()
                .sorted(Comparator.comparingLong(
                                (CauseCount each) -> each.series().total())
                        .reversed())
                .limit(CAUSES)
                .forEach(each -> counted.add(new Counted(
                        each.cause().id(),
                        each.series(),
                        each.expected() * 2 < each.series().total())));
        return counted;
    }

    private static Trend.Row row(Counted what, long before, Duration first, long now, Duration second) {
        return new Trend.Row(what.what(), before, now, perHour(before, first), perHour(now, second), what.bad());
    }

    private static double perHour(long count, Duration span) {
        return count * 3600.0 / Math.max(1, span.toSeconds());
    }
}
