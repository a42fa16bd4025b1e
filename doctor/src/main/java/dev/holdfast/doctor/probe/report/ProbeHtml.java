package dev.holdfast.doctor.probe.report;

import dev.holdfast.core.cause.Phrases;
import dev.holdfast.doctor.probe.finding.CheckReport;
import dev.holdfast.doctor.probe.finding.Finding;
import dev.holdfast.doctor.probe.finding.ProbeReport;
import dev.holdfast.doctor.probe.finding.Row;
import dev.holdfast.doctor.report.Html;
import dev.holdfast.doctor.report.HtmlPage;
import dev.holdfast.doctor.report.Table;
import dev.holdfast.doctor.report.Table.Cell;
import dev.holdfast.doctor.report.Tone;
import java.time.temporal.ChronoUnit;

/// The report as one page to attach to a ticket: what is wrong first.
public final class ProbeHtml {
    private ProbeHtml() {}

    public static String of(ProbeReport report) {
        Html html = new Html();
        html.open("section", "class", "card " + (report.healthy() ? "good" : "bad"));
        html.element(
                "h3",
                report.healthy()
                        ? "Healthy: nothing was found"
                        : Phrases.count(report.findings().size(), "finding"));
        html.element(
                "p",
                Phrases.count(report.connections(), "connection") + " in " + Phrases.time(report.took())
                        + ", one at a time; at most " + report.connectionLimit() + " are made. Secrets are left out.",
                "class",
                "quiet");
        html.close("section");
        if (!report.healthy()) {
            html.element("h2", "Findings");
            report.findings().forEach(finding -> finding(finding, html));
        }
        html.element("h2", "What was examined");
        report.checks().stream().filter(check -> !ProbeText.idle(check)).forEach(check -> check(check, html));
        Table notRun = new Table("", "");
        report.checks().stream()
                .filter(ProbeText::idle)
                .forEach(check -> notRun.row(
                        new Cell(Tone.STRONG, check.title()), new Cell(Tone.QUIET, String.valueOf(check.skipped()))));
        if (!notRun.isEmpty()) {
            html.element("h2", "Not run").open("section", "class", "card");
            notRun.onto(html);
            html.close("section");
        }
        return HtmlPage.of(
                "Probe of " + report.url(),
                "Examined from outside at "
                        + report.startedAt().truncatedTo(ChronoUnit.SECONDS).toString(),
                html);
    }

    private static void finding(Finding finding, Html html) {
        Tone tone = ProbeText.tone(finding.severity());
        html.open("section", "class", "card " + tone.word());
        html.element("h3", finding.title());
        html.open("p");
        html.element("span", finding.severity().word(), "class", "tag " + tone.word())
                .text(" ");
        html.element("span", finding.id(), "class", "tag").text(" ");
        html.element("span", finding.confidence(), "class", "tag quiet");
        html.close("p");
        html.element("p", finding.summary());
        html.open("ul");
        finding.evidence().forEach(clause -> html.element("li", clause));
        html.close("ul");
        html.open("dl");
        html.element("dt", "Fix").element("dd", finding.fix());
        html.element("dt", "See").open("dd").element("code", finding.doc()).close("dd");
        html.close("dl");
        html.close("section");
    }

    private static void check(CheckReport check, Html html) {
        Tone tone = check.findings() > 0 ? Tone.BAD : check.skipped() != null ? Tone.QUIET : Tone.GOOD;
        html.open("section", "class", "card");
        html.open("h3").text(check.title() + " ");
        html.element("span", check.status(), "class", "tag " + tone.word());
        html.close("h3");
        if (check.skipped() != null) {
            html.element("p", "Skipped: " + check.skipped() + ".", "class", "quiet");
        }
        Table table = new Table("", "", "");
        for (Row row : check.rows()) {
            table.row(
                    new Cell(ProbeText.tone(row.mark()), ProbeText.sign(row.mark())),
                    Cell.of(row.what()),
                    new Cell(
                            row.mark() == Row.Mark.INFO || row.mark() == Row.Mark.GOOD
                                    ? Tone.PLAIN
                                    : ProbeText.tone(row.mark()),
                            row.how()));
        }
        if (!table.isEmpty()) {
            table.onto(html);
        }
        html.close("section");
    }
}
