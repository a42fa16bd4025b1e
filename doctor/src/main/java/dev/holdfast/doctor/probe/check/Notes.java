package dev.holdfast.doctor.probe.check;

import dev.holdfast.core.cause.Explanation;
import dev.holdfast.doctor.probe.finding.Finding;
import dev.holdfast.doctor.probe.finding.Risk;
import dev.holdfast.doctor.probe.finding.Row;
import dev.holdfast.doctor.probe.finding.Row.Mark;
import dev.holdfast.doctor.probe.finding.Severity;
import java.util.ArrayList;
import java.util.List;

/// What one check writes down.
final class Notes {
    private final String check;
    private final Progress progress;
    private final List<Row> rows = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();

    Notes(String check, Progress progress) {
        this.check = check;
        this.progress = progress;
    }

    /// Says what is being done, for whoever waits.
    void doing(String what) {
        progress.doing(check, what);
    }

    void good(String what, String how) {
        rows.add(new Row(Mark.GOOD, what, how));
    }

    void info(String what, String how) {
        rows.add(new Row(Mark.INFO, what, how));
    }

    void note(String what, String how) {
        rows.add(new Row(Mark.NOTE, what, how));
    }

    void bad(String what, String how) {
        rows.add(new Row(Mark.BAD, what, how));
    }

    /// Twice the same says no more than once.
    void found(Severity severity, String title, Explanation why) {
        if (findings.stream().noneMatch(known -> known.id().equals(why.cause().id()))) {
            findings.add(Finding.of(check, severity, title, why));
        }
    }

    void found(Risk risk, String summary, List<String> evidence) {
        findings.add(Finding.of(check, risk, summary, evidence));
    }

    boolean knows(Risk risk) {
        return findings.stream().anyMatch(known -> known.id().equals(risk.id()));
    }

    List<Row> rows() {
        return rows;
    }

    List<Finding> findings() {
        return findings;
    }
}
