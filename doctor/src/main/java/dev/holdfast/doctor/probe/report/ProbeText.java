package dev.holdfast.doctor.probe.report;

import dev.holdfast.core.cause.Phrases;
import dev.holdfast.doctor.probe.finding.CheckReport;
import dev.holdfast.doctor.probe.finding.Finding;
import dev.holdfast.doctor.probe.finding.ProbeReport;
import dev.holdfast.doctor.probe.finding.Row;
import dev.holdfast.doctor.probe.finding.Severity;
import dev.holdfast.doctor.report.Ink;
import dev.holdfast.doctor.report.Table;
import dev.holdfast.doctor.report.Table.Cell;
import dev.holdfast.doctor.report.Tone;
import java.util.ArrayList;
import java.util.List;

/// The report for people in a terminal: what was done, then what is wrong, and the verdict last, where
/// the eye ends.
public final class ProbeText {
    private static final int WIDTH = 110;
    private static final String LABEL = "  ";

    private ProbeText() {}

    public static String of(ProbeReport report, Ink ink) {
        List<String> lines = new ArrayList<>();
        lines.add(ink.say(Tone.STRONG, "Probe of " + report.url()));
        for (CheckReport check : report.checks()) {
            if (idle(check)) {
                continue;
            }
            lines.add("");
            lines.add(ink.say(Tone.STRONG, check.title()) + "  " + ink.say(Tone.QUIET, check.name()));
            if (check.skipped() != null) {
                lines.addAll(ink.wrap("  - ", Tone.QUIET, "broken off: " + check.skipped(), WIDTH));
            }
            lines.addAll(rows(check.rows()).lines(ink, 2, WIDTH));
        }
        Table notRun = new Table("", "");
        report.checks().stream()
                .filter(ProbeText::idle)
                .forEach(check -> notRun.row(
                        new Cell(Tone.QUIET, check.name()), new Cell(Tone.QUIET, String.valueOf(check.skipped()))));
        if (!notRun.isEmpty()) {
            lines.add("");
            lines.add(ink.say(Tone.STRONG, "Not run"));
            lines.addAll(notRun.lines(ink, 2, WIDTH));
        }
        if (!report.findings().isEmpty()) {
            lines.add("");
            lines.add(ink.say(Tone.STRONG, "Findings"));
            int number = 1;
            for (Finding finding : report.findings()) {
                lines.add("");
                lines.addAll(finding(finding, number++, ink));
            }
        }
        lines.add("");
        lines.add(verdict(report, ink));
        return String.join("\n", lines) + "\n";
    }

    /// Whether it has nothing to tell but why it was not run.
    static boolean idle(CheckReport check) {
        return check.skipped() != null && check.rows().isEmpty();
    }

    private static Table rows(List<Row> rows) {
        Table table = new Table("", "", "");
        for (Row row : rows) {
            Tone tone = tone(row.mark());
            table.row(
                    new Cell(tone, sign(row.mark())),
                    Cell.of(row.what()),
                    new Cell(
                            row.mark() == Row.Mark.GOOD ? Tone.PLAIN : tone == Tone.QUIET ? Tone.PLAIN : tone,
                            row.how()));
        }
        return table;
    }

    static String sign(Row.Mark mark) {
        return switch (mark) {
            case GOOD -> "✓";
            case INFO -> "·";
            case NOTE -> "!";
            case BAD -> "✗";
        };
    }

    static Tone tone(Row.Mark mark) {
        return switch (mark) {
            case GOOD -> Tone.GOOD;
            case INFO -> Tone.QUIET;
            case NOTE -> Tone.WORRY;
            case BAD -> Tone.BAD;
        };
    }

    static Tone tone(Severity severity) {
        return switch (severity) {
            case FAULT, SECURITY -> Tone.BAD;
            case WARNING -> Tone.WORRY;
        };
    }

    private static List<String> finding(Finding finding, int number, Ink ink) {
        List<String> lines = new ArrayList<>();
        lines.add(ink.say(tone(finding.severity()), number + ". " + finding.title()) + "  "
                + ink.say(
                        Tone.QUIET,
                        finding.id() + ", " + finding.confidence() + ", "
                                + finding.severity().word()));
        lines.addAll(ink.wrap("   ", Tone.PLAIN, finding.summary(), WIDTH));
        for (String clause : finding.evidence()) {
            lines.addAll(ink.wrap("     - ", Tone.PLAIN, clause, WIDTH));
        }
        lines.addAll(ink.wrap("   fix" + LABEL, Tone.PLAIN, finding.fix(), WIDTH));
        lines.addAll(ink.wrap("   see" + LABEL, Tone.QUIET, finding.doc(), WIDTH));
        return lines;
    }

    /// The last line.
    private static String verdict(ProbeReport report, Ink ink) {
        String made = Phrases.count(report.connections(), "connection") + " in " + Phrases.time(report.took());
        return report.healthy()
                ? ink.say(Tone.GOOD, "Healthy: nothing was found") + ", with " + made + "."
                : ink.say(Tone.BAD, Phrases.count(report.findings().size(), "finding")) + ", with " + made + ".";
    }
}
