package dev.holdfast.doctor.analyze.report;

import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.core.incident.Incident;
import dev.holdfast.doctor.analyze.result.Analysis;
import dev.holdfast.doctor.analyze.result.Story;
import dev.holdfast.doctor.report.Html;
import dev.holdfast.doctor.report.HtmlPage;
import dev.holdfast.doctor.report.Table;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;

/// What happened, on one page that can be attached to a ticket.
public final class HtmlReport {
    private static final int CAUSES = 12;

    private HtmlReport() {}

    /// @param zone in which times are shown
    public static String of(Analysis analysis, ZoneId zone) {
        Instant from = analysis.from();
        Instant to = analysis.to();
        Html html = new Html();
        Sections sections = new Sections(analysis, zone);
        if (from == null || to == null) {
            section(html, "Read", sections.sources());
            return HtmlPage.of("No connection was found", "", html);
        }
        String lead = Words.moment(from, zone) + " to " + Words.moment(to, zone) + " (" + zone + "), "
                + Words.time(Duration.between(from, to)) + "; " + sources(analysis);
        Story story = analysis.story();
        if (story != null) {
            return story(story, lead, zone);
        }
        section(html, "", sections.totals());
        card(html, "", () -> Charts.course(html, analysis.course(), zone));
        section(html, "What changed, the first thing first", sections.changes());
        causes(html, analysis);
        section(html, "Unexpected or unexplained", sections.causes(false));
        section(html, "What to do", sections.fixes());
        section(html, "Expected", sections.causes(true));
        incidents(html, analysis, sections, from, to);
        lost(html, analysis);
        section(html, "How long connections were open", sections.lives());
        section(html, "Close codes", sections.codes());
        section(html, "Refused with", sections.statuses());
        if (analysis.trend() != null) {
            section(html, "Trend", sections.trend());
        }
        section(html, "Clients in trouble most often", sections.often(analysis.troubledClients(), "client"));
        section(html, "Paths", sections.often(analysis.paths(), "path"));
        section(html, "Warnings of the program itself", sections.notices());
        section(html, "Explained otherwise by today's rules", sections.differences());
        section(html, "Read", sections.sources());
        return HtmlPage.of(TerminalPage.headline(analysis), lead, html);
    }

    private static String sources(Analysis analysis) {
        return analysis.sources().size() == 1
                ? analysis.sources().getFirst().name()
                : analysis.sources().size() + " files";
    }

    private static String story(Story story, String lead, ZoneId zone) {
        Html html = new Html();
        EndRecord end = story.end();
        if (!story.found()) {
            return HtmlPage.of("No connection " + story.wanted() + " was found", lead, html);
        }
        StoryTables tables = new StoryTables(story, zone);
        section(html, "", tables.about());
        section(html, "What happened", tables.moments());
        if (end != null) {
            section(html, "Why it ended", tables.why());
        }
        return HtmlPage.of(tables.headline(), lead, html);
    }

    private static void causes(Html html, Analysis analysis) {
        List<Charts.Row> rows = analysis.causes().stream()
                .limit(CAUSES)
                .map(each -> new Charts.Row(
                        each.cause().id(),
                        each.count(),
                        each.expected() * 2 > each.count() ? 1 : 3,
                        each.cause().meaning()))
                .toList();
        if (!rows.isEmpty()) {
            card(html, "Causes", () -> Charts.rows(html, "Causes", rows));
        }
    }

    private static void incidents(Html html, Analysis analysis, Sections sections, Instant from, Instant to) {
        List<Incident> greatest = analysis.incidents().stream()
                .sorted(Comparator.comparingLong(Incident::count).reversed())
                .limit(Sections.MOST_INCIDENTS)
                .sorted(Comparator.comparing(Incident::startedAt))
                .toList();
        if (!greatest.isEmpty()) {
            card(html, "What many ends have in common", () -> {
                Charts.incidents(html, greatest, from, to);
                sections.incidents().onto(html);
            });
        }
    }

    private static void lost(Html html, Analysis analysis) {
        bars(html, "How long lost connections had been silent", analysis.silences());
        bars(html, "How old lost connections were", analysis.ages());
    }

    private static void bars(Html html, String title, List<Analysis.Bar> bars) {
        if (!Plot.standsOut(bars)) {
            return;
        }
        card(
                html,
                title,
                () -> Charts.rows(
                        html,
                        title,
                        bars.stream()
                                .map(bar -> new Charts.Row(
                                        Plot.label(bar),
                                        bar.count(),
                                        Plot.narrow(bar) ? 3 : 1,
                                        Words.number(bar.count()) + ", " + Plot.label(bar)))
                                .toList()));
    }

    private static void section(Html html, String title, Table table) {
        if (!table.isEmpty()) {
            card(html, title, () -> table.onto(html));
        }
    }

    private static void card(Html html, String title, Runnable content) {
        if (!title.isEmpty()) {
            html.element("h2", title);
        }
        html.open("section", "class", "card");
        content.run();
        html.close("section");
    }
}
