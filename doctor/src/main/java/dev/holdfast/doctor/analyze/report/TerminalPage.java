package dev.holdfast.doctor.analyze.report;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.doctor.analyze.result.Analysis;
import dev.holdfast.doctor.analyze.result.Story;
import dev.holdfast.doctor.report.Ink;
import dev.holdfast.doctor.report.Table;
import dev.holdfast.doctor.report.Tone;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/// What happened, for people at a terminal. What matters most stands first; what there is nothing of is left out.
public final class TerminalPage {
    private final Ink ink;
    private final int width;
    private final ZoneId zone;

    /// @param width of the terminal
    /// @param zone in which times are shown
    public TerminalPage(Ink ink, int width, ZoneId zone) {
        this.ink = ink;
        this.width = width;
        this.zone = zone;
    }

    public List<String> of(Analysis analysis) {
        List<String> page = new ArrayList<>();
        Instant from = analysis.from();
        Instant to = analysis.to();
        Sections sections = new Sections(analysis, zone);
        if (from == null || to == null) {
            page.add(ink.say(Tone.STRONG, "No connection was found."));
            section(page, "Read", sections.sources());
            return page;
        }
        Story story = analysis.story();
        if (story != null) {
            page.addAll(new StoryPage(ink, width, zone).of(story));
            return page;
        }
        page.addAll(ink.wrap("", Tone.STRONG, headline(analysis), width));
        page.add(ink.say(
                Tone.QUIET,
                Words.moment(from, zone) + " to " + Words.moment(to, zone) + " (" + zone + "), "
                        + Words.time(Duration.between(from, to))));
        page.add("");
        page.addAll(sections.totals().lines(ink, 0, width));
        course(page, analysis);
        section(page, "What changed, the first thing first", sections.changes());
        section(page, "Unexpected or unexplained", sections.causes(false));
        section(page, "What to do", sections.fixes());
        section(page, "Expected", sections.causes(true));
        section(page, "What many ends have in common", sections.incidents());
        leftOut(page, analysis);
        spikes(page, "How long lost connections had been silent", analysis.silences());
        spikes(page, "How old lost connections were", analysis.ages());
        section(page, "How long connections were open", sections.lives());
        section(page, "Close codes", sections.codes());
        section(page, "Refused with", sections.statuses());
        if (analysis.trend() != null) {
            section(page, "Trend", sections.trend());
        }
        section(page, "Clients in trouble most often", sections.often(analysis.troubledClients(), "client"));
        section(page, "Paths", sections.often(analysis.paths(), "path"));
        section(page, "Warnings of the program itself", sections.notices());
        differences(page, analysis, sections);
        section(page, "Read", sections.sources());
        return page;
    }

    /// The most important in one sentence.
    static String headline(Analysis analysis) {
        Analysis.Totals totals = analysis.totals();
        if (totals.unexpected() == 0) {
            return totals.all() == 0
                    ? "No connection ended in this time."
                    : "All " + Words.number(totals.all()) + " ends and refusals were expected.";
        }
        long unexplained = analysis.causes().stream()
                .filter(each -> each.cause() == Cause.UNEXPLAINED)
                .mapToLong(Analysis.CauseShare::count)
                .sum();
        String most = analysis.causes().stream()
                .filter(each -> each.expected() < each.count() && each.cause() != Cause.UNEXPLAINED)
                .findFirst()
                .map(each -> ", most often " + each.cause().id())
                .orElse("");
        String whole = " of " + Words.number(totals.all()) + " ends and refusals ";
        if (unexplained == totals.unexpected()) {
            return Words.number(unexplained) + whole + (unexplained == 1 ? "is" : "are") + " unexplained ("
                    + Words.share(unexplained, totals.all()) + "), the others were expected.";
        }
        return Words.number(totals.unexpected() - unexplained) + whole + "were unexpected ("
                + Words.share(totals.unexpected() - unexplained, totals.all()) + ")" + most
                + (unexplained == 0
                        ? "."
                        : "; " + Words.number(unexplained) + (unexplained == 1 ? " is" : " are") + " unexplained.");
    }

    private void course(List<String> page, Analysis analysis) {
        Analysis.Course course = analysis.course();
        if (course.ended().length < 2) {
            return;
        }
        int columns = Math.min(60, width - 20);
        page.add("");
        row(page, "opened", course.opened(), columns, Tone.PLAIN);
        row(page, "ended", course.ended(), columns, Tone.PLAIN);
        row(page, "refused", course.rejected(), columns, Tone.PLAIN);
        row(page, "unexpected", course.unexpected(), columns, Tone.BAD);
        int joined = Math.max(1, (course.ended().length + columns - 1) / columns);
        page.add(ink.say(
                Tone.QUIET,
                Sections.right("", 12) + "  each column is "
                        + Words.time(course.step().multipliedBy(joined)) + ", each row has its own height"));
    }

    private void row(List<String> page, String what, long[] counts, int columns, Tone tone) {
        long all = 0;
        for (long each : counts) {
            all += each;
        }
        if (all > 0) {
            page.add(
                    ink.say(Tone.QUIET, Sections.right(what, 12)) + "  " + ink.say(tone, Plot.course(counts, columns)));
        }
    }

    private void leftOut(List<String> page, Analysis analysis) {
        long more = analysis.incidentsLeft() + Math.max(0, analysis.incidents().size() - Sections.MOST_INCIDENTS);
        if (more > 0) {
            page.add(ink.say(
                    Tone.QUIET,
                    "  and " + Words.number(more) + " smaller ones (--json has "
                            + (analysis.incidentsLeft() == 0 ? "all" : "the 200 greatest") + ")"));
        }
    }

    private void spikes(List<String> page, String title, List<Analysis.Bar> bars) {
        if (!Plot.standsOut(bars)) {
            return;
        }
        heading(page, title);
        page.addAll(Plot.bars(ink, bars, Math.min(40, width - 40)));
    }

    private void differences(List<String> page, Analysis analysis, Sections sections) {
        if (analysis.explainedAnew() == 0) {
            return;
        }
        if (analysis.differences().isEmpty()) {
            page.add("");
            page.add(ink.say(
                    Tone.QUIET,
                    "Explained anew by today's rules: " + Words.number(analysis.explainedAnew())
                            + " lines, all as they were recorded."));
            return;
        }
        long different = analysis.differences().stream()
                .mapToLong(Analysis.Difference::count)
                .sum();
        section(
                page,
                "Explained otherwise by today's rules: " + Words.number(different) + " of "
                        + Words.number(analysis.explainedAnew()),
                sections.differences());
    }

    private void section(List<String> page, String title, Table table) {
        if (!table.isEmpty()) {
            heading(page, title);
            page.addAll(table.lines(ink, 2, width));
        }
    }

    private void heading(List<String> page, String title) {
        page.add("");
        page.add(ink.say(Tone.STRONG, title));
    }
}
