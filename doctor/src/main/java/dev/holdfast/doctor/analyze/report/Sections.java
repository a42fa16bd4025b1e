package dev.holdfast.doctor.analyze.report;

import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Explanation;
import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.core.incident.Incident;
import dev.holdfast.doctor.analyze.result.Analysis;
import dev.holdfast.doctor.analyze.result.Analysis.CauseShare;
import dev.holdfast.doctor.report.Table;
import dev.holdfast.doctor.report.Table.Cell;
import dev.holdfast.doctor.report.Tone;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The tables of an analysis, the same for a terminal and for a page.
final class Sections {
    static final int MOST_INCIDENTS = 12;
    static final int MOST_CHANGES = 12;

    private final Analysis analysis;
    private final ZoneId zone;
    private final Instant from;
    private final Instant to;

    Sections(Analysis analysis, ZoneId zone) {
        this.analysis = analysis;
        this.zone = zone;
        this.from = Objects.requireNonNullElse(analysis.from(), Instant.EPOCH);
        this.to = Objects.requireNonNullElse(analysis.to(), Instant.EPOCH);
    }

    String when(Instant at) {
        return Words.within(at, from, to, zone);
    }

    Table sources() {
        Table table = new Table("file", "format", "lines", "size", "not read");
        for (Analysis.Source each : analysis.sources()) {
            table.row(
                    Cell.of(each.name()),
                    Cell.of(each.format()),
                    Cell.of(each.lines() == 0 ? "" : Words.number(each.lines())),
                    Cell.of(each.bytes() == 0 ? "" : Words.size(each.bytes())),
                    each.flawed() == 0
                            ? new Cell(Tone.QUIET, "none")
                            : new Cell(Tone.WORRY, Words.number(each.flawed()) + ": " + flaws(each)));
        }
        return table;
    }

    private static String flaws(Analysis.Source source) {
        String first = source.flaws().stream()
                .limit(3)
                .map(flaw -> "line " + flaw.line() + " (" + flaw.what() + ")")
                .collect(Collectors.joining(", "));
        return source.flawed() > 3 ? first + ", …" : first;
    }

    Table totals() {
        Analysis.Totals totals = analysis.totals();
        Table table = new Table("", "", "");
        if (totals.stillOpen() >= 0) {
            number(table, totals.opened(), "connections opened", totals.stillOpen() + " of them still open at the end");
        }
        number(
                table,
                totals.ended(),
                "connections ended",
                Words.share(totals.unexpectedEnds(), totals.ended()) + " of them unexpectedly or unexplained");
        number(
                table,
                totals.rejected(),
                "handshakes refused",
                totals.rejected() == 0
                        ? ""
                        : Words.share(totals.unexpectedRejections(), totals.rejected()) + " of them unexpectedly");
        return table;
    }

    private static void number(Table table, long number, String what, String more) {
        table.row(new Cell(Tone.STRONG, right(Words.number(number), 10)), Cell.of(what), new Cell(Tone.QUIET, more));
    }

    Table lives() {
        Analysis.Lives lives = analysis.lives();
        Table table = new Table("half of them", "9 of 10", "99 of 100", "longest", "over a minute");
        if (lives.count() > 0) {
            table.row(
                    Cell.of("up to " + Words.time(lives.p50())),
                    Cell.of("up to " + Words.time(lives.p90())),
                    Cell.of("up to " + Words.time(lives.p99())),
                    Cell.of(Words.time(lives.longest())),
                    Cell.of(Words.share(Math.round(lives.overAMinute() * 1e6), 1_000_000)));
        }
        return table;
    }

    Table codes() {
        Table table = new Table("code", "ends", "share", "");
        long all = analysis.codes().values().stream().mapToLong(Long::longValue).sum();
        analysis.codes().entrySet().stream()
                .sorted(Map.Entry.<Integer, Long>comparingByValue().reversed())
                .limit(12)
                .forEach(each -> table.row(
                        Cell.of(String.valueOf(each.getKey())),
                        Cell.of(right(Words.number(each.getValue()), 8)),
                        Cell.of(right(Words.share(each.getValue(), all), 6)),
                        new Cell(Tone.QUIET, CodeWords.of(each.getKey()))));
        return table;
    }

    Table statuses() {
        Table table = new Table("status", "refused", "share");
        long all =
                analysis.statuses().values().stream().mapToLong(Long::longValue).sum();
        analysis.statuses().entrySet().stream()
                .sorted(Map.Entry.<Integer, Long>comparingByValue().reversed())
                .limit(12)
                .forEach(each -> table.row(
                        Cell.of(String.valueOf(each.getKey())),
                        Cell.of(right(Words.number(each.getValue()), 8)),
                        Cell.of(Words.share(each.getValue(), all))));
        return table;
    }

    /// @param expected whether those that may be left alone, or the others
    Table causes(boolean expected) {
        Table table = new Table("ends", "share", "cause", "how sure", "for example");
        long all = analysis.totals().all();
        for (CauseShare each : analysis.causes()) {
            boolean mostlyExpected = each.expected() * 2 > each.count();
            if (mostlyExpected != expected) {
                continue;
            }
            table.row(
                    new Cell(Tone.STRONG, right(Words.number(each.count()), 7)),
                    Cell.of(right(Words.share(each.count(), all), 6)),
                    new Cell(expected ? Tone.GOOD : Tone.BAD, each.cause().id()),
                    Cell.of(sure(each.byConfidence())),
                    new Cell(Tone.QUIET, example(each.example())));
        }
        return table;
    }

    private static String sure(Map<Confidence, Long> byConfidence) {
        boolean several = byConfidence.size() > 1;
        return byConfidence.entrySet().stream()
                .map(each -> each.getKey() == Confidence.NONE
                        ? "facts missing"
                        : each.getKey().name().toLowerCase(Locale.ROOT)
                                + (several ? " " + Words.number(each.getValue()) : ""))
                .collect(Collectors.joining(", "));
    }

    private String example(@Nullable EndRecord end) {
        return end == null
                ? ""
                : end.info().connectionId() + " at " + when(end.endedAt()) + ": "
                        + end.explanation().summary();
    }

    /// What to do, once for each unexpected cause.
    Table fixes() {
        Table table = new Table("cause", "what to do");
        for (CauseShare each : analysis.causes()) {
            EndRecord end = each.example();
            if (each.expected() * 2 > each.count() || end == null) {
                continue;
            }
            Explanation why = end.explanation();
            String missing = why.missing().isEmpty() ? "" : " Missing: " + String.join("; ", why.missing()) + ".";
            table.row(new Cell(Tone.STRONG, each.cause().id()), Cell.of(why.fix() + missing));
            if (table.rows().size() == 5) {
                break;
            }
        }
        return table;
    }

    Table incidents() {
        Table table = new Table("from", "for", "what", "ends", "of what, and why");
        analysis.incidents().stream()
                .sorted((a, b) -> Long.compare(b.count(), a.count()))
                .limit(MOST_INCIDENTS)
                .sorted((a, b) -> a.startedAt().compareTo(b.startedAt()))
                .forEach(each -> table.row(
                        Cell.of(when(each.startedAt())),
                        Cell.of(Words.time(Duration.between(each.startedAt(), each.lastAt()))),
                        new Cell(each.explanation().expected() ? Tone.PLAIN : Tone.BAD, what(each)),
                        Cell.of(right(Words.number(each.count()), 5)),
                        new Cell(
                                Tone.QUIET,
                                each.subject() + ": " + each.explanation().summary() + " ("
                                        + each.explanation().cause().id() + ")")));
        return table;
    }

    static String what(Incident incident) {
        return switch (incident.details()) {
            case Incident.CutOff cutOff -> "cut-off at " + Words.time(cutOff.limit());
            case Incident.Loop loop ->
                "reconnect loop"
                        + (loop.period() == null ? "" : " every " + Words.time(Objects.requireNonNull(loop.period())));
            case Incident.MassEnd mass -> "mass end";
            case Incident.Storm storm -> "reconnect storm, " + storm.peakPerSecond() + " a second";
        };
    }

    Table trend() {
        Analysis.Trend trend = Objects.requireNonNull(analysis.trend());
        Table table = new Table("", trend.before(), trend.now(), "");
        for (Analysis.Trend.Row row : trend.rows()) {
            if (row.countBefore() == 0 && row.countNow() == 0) {
                continue;
            }
            double times = row.perHourBefore() == 0 ? Double.POSITIVE_INFINITY : row.perHourNow() / row.perHourBefore();
            double greatest = Math.max(row.perHourBefore(), row.perHourNow());
            boolean more = times > 1.5;
            boolean less = times < 0.67;
            Tone tone = !row.bad() || !(more || less) ? Tone.PLAIN : more ? Tone.BAD : Tone.GOOD;
            table.row(
                    Cell.of(row.what()),
                    Cell.of(Words.rate(row.perHourBefore(), greatest)),
                    Cell.of(Words.rate(row.perHourNow(), greatest)),
                    new Cell(tone, change(times)));
        }
        return table;
    }

    private static String change(double times) {
        if (Double.isInfinite(times)) {
            return "new";
        }
        if (times == 0) {
            return "gone";
        }
        if (times > 0.9 && times < 1.12) {
            return "as before";
        }
        return times > 1
                ? String.format(Locale.ROOT, times < 10 ? "%.1f times as often" : "%.0f times as often", times)
                : String.format(Locale.ROOT, "down by %.0f %%", 100 * (1 - times));
    }

    Table changes() {
        Table table = new Table("when", "what");
        boolean first = true;
        for (Analysis.Change each :
                analysis.changes().stream().limit(MOST_CHANGES).toList()) {
            table.row(Cell.of(when(each.at())), new Cell(first ? Tone.STRONG : Tone.PLAIN, each.what()));
            first = false;
        }
        return table;
    }

    Table differences() {
        Table table = new Table("ends", "in the log", "by today's rules", "for example");
        for (Analysis.Difference each :
                analysis.differences().stream().limit(20).toList()) {
            table.row(
                    Cell.of(right(Words.number(each.count()), 6)),
                    Cell.of(each.recorded() + " (" + each.recordedConfidence().toLowerCase(Locale.ROOT) + ")"),
                    new Cell(
                            Tone.WORRY,
                            each.now().id() + " (" + each.confidence().name().toLowerCase(Locale.ROOT) + ")"),
                    new Cell(Tone.QUIET, each.example()));
        }
        return table;
    }

    Table notices() {
        Table table = new Table("lines", "level", "event", "the first");
        analysis.notices().stream()
                .filter(each -> !each.level().equals("INFO"))
                .limit(8)
                .forEach(each -> table.row(
                        Cell.of(right(Words.number(each.count()), 5)),
                        Cell.of(each.level()),
                        Cell.of(each.event()),
                        new Cell(Tone.QUIET, when(each.first()) + " " + each.message())));
        return table;
    }

    Table often(List<Analysis.Often> often, String heading) {
        Table table = new Table("ends", heading);
        // What is so rare that its count is mostly error says nothing.
        often.stream()
                .filter(each -> each.error() * 2 < each.atMost())
                .limit(5)
                .forEach(each -> table.row(
                        Cell.of(right((each.error() > 0 ? "≤ " : "") + Words.number(each.atMost()), 7)),
                        Cell.of(each.what())));
        return table;
    }

    static String right(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }
}
