package dev.holdfast.doctor.analyze.report;

import dev.holdfast.core.incident.Incident;
import dev.holdfast.doctor.analyze.result.Analysis;
import dev.holdfast.doctor.report.Html;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;

/// Drawings in SVG, which need neither a script nor a style of their own. Every bar says its number to
/// whoever points at it or has it read out.
final class Charts {
    private static final int WIDTH = 900;
    private static final int LABEL = 250;
    private static final int ROW = 22;

    private Charts() {}

    /// One bar of a horizontal chart.
    ///
    /// @param series which colour, 1 to 6
    record Row(String label, long count, int series, String title) {}

    /// Bars beside their labels.
    static void rows(Html html, String title, List<Row> rows) {
        long most = rows.stream().mapToLong(Row::count).max().orElse(1);
        begin(html, title, rows.size() * ROW + 4);
        int y = 2;
        for (Row row : rows) {
            double length = Math.max(1, (WIDTH - LABEL - 90.0) * row.count() / most);
            html.open("g").element("title", row.title());
            text(html, LABEL - 8, y + 15, "end", row.label());
            rectangle(html, LABEL, y + 2, length, ROW - 5, "series-" + row.series());
            text(html, LABEL + length + 6, y + 15, "start", Words.number(row.count()));
            html.close("g");
            y += ROW;
        }
        html.close("svg");
    }

    /// Ends and refusals over time: what was expected below, the rest on top of it.
    static void course(Html html, Analysis.Course course, ZoneId zone) {
        int height = 170;
        int bottom = height - 22;
        int columns = 180;
        long[] ended = Plot.joined(course.ended(), columns);
        long[] rejected = Plot.joined(course.rejected(), columns);
        long[] unexpected = Plot.joined(course.unexpected(), columns);
        int joined = Math.max(1, (course.ended().length + columns - 1) / columns);
        Duration step = course.step().multipliedBy(joined);
        long most = 1;
        for (int i = 0; i < ended.length; i++) {
            most = Math.max(most, ended[i] + rejected[i]);
        }
        begin(html, "Ends and refused handshakes over time", height);
        double width = (WIDTH - 60.0) / ended.length;
        for (int i = 0; i < ended.length; i++) {
            long all = ended[i] + rejected[i];
            long bad = Math.max(0, Math.min(all, unexpected[i]));
            if (all == 0) {
                continue;
            }
            Instant at = course.start().plus(step.multipliedBy(i));
            double x = 50 + i * width;
            double tall = (bottom - 8.0) * all / most;
            double top = (bottom - 8.0) * bad / most;
            html.open("g")
                    .element(
                            "title",
                            Words.moment(at, zone) + ": " + Words.number(all) + ", of them " + Words.number(bad)
                                    + " unexpected or unexplained");
            rectangle(html, x, bottom - tall + top, Math.max(0.8, width - 0.8), tall - top, "series-1");
            if (bad > 0) {
                rectangle(html, x, bottom - tall, Math.max(0.8, width - 0.8), top, "series-3");
            }
            html.close("g");
        }
        line(html, 50, bottom, WIDTH - 10, bottom);
        text(html, 44, 14, "end", Words.number(most));
        text(html, 44, bottom, "end", "0");
        text(html, 50, height - 5, "start", Words.moment(course.start(), zone));
        Instant end = course.start().plus(step.multipliedBy(ended.length));
        text(html, WIDTH - 10, height - 5, "end", Words.moment(end, zone));
        html.close("svg");
        html.open("p", "class", "quiet");
        swatch(html, 1, "expected");
        swatch(html, 3, "unexpected or unexplained");
        html.text("Each bar is " + Words.time(step) + ".").close("p");
    }

    /// When incidents went on.
    static void incidents(Html html, List<Incident> incidents, Instant from, Instant to) {
        double span = Math.max(1, Duration.between(from, to).toMillis());
        begin(html, "When incidents went on", incidents.size() * ROW + 4);
        int y = 2;
        for (Incident each : incidents) {
            double scale = (WIDTH - LABEL - 20.0) / span;
            double x = LABEL
                    + scale
                            * Math.max(
                                    0, Duration.between(from, each.startedAt()).toMillis());
            double length = Math.max(
                    3, scale * Duration.between(each.startedAt(), each.lastAt()).toMillis());
            html.open("g")
                    .element("title", each.subject() + ": " + each.explanation().summary());
            text(html, LABEL - 8, y + 15, "end", Sections.what(each));
            line(html, LABEL, y + ROW - 2, WIDTH - 10, y + ROW - 2);
            rectangle(html, x, y + 3, Math.min(length, WIDTH - 10 - x), ROW - 8, "series-" + series(each));
            html.close("g");
            y += ROW;
        }
        html.close("svg");
    }

    private static int series(Incident incident) {
        return switch (incident.kind()) {
            case CUT_OFF -> 2;
            case RECONNECT_LOOP -> 5;
            case MASS_END -> 3;
            case RECONNECT_STORM -> 6;
        };
    }

    private static void swatch(Html html, int series, String meaning) {
        html.open("svg", "width", "12", "height", "12", "aria-hidden", "true");
        rectangle(html, 0, 0, 12, 12, "series-" + series);
        html.close("svg").text(" " + meaning + ". ");
    }

    private static void begin(Html html, String title, int height) {
        html.open(
                "svg",
                "viewBox",
                "0 0 " + WIDTH + " " + height,
                "width",
                String.valueOf(WIDTH),
                "height",
                String.valueOf(height),
                "role",
                "img",
                "aria-label",
                title);
    }

    private static void rectangle(Html html, double x, double y, double width, double height, String series) {
        html.open(
                        "rect",
                        "x",
                        number(x),
                        "y",
                        number(y),
                        "width",
                        number(Math.max(0, width)),
                        "height",
                        number(Math.max(0, height)),
                        "class",
                        series)
                .close("rect");
    }

    private static void line(Html html, double x1, double y1, double x2, double y2) {
        html.open("line", "x1", number(x1), "y1", number(y1), "x2", number(x2), "y2", number(y2), "class", "axis")
                .close("line");
    }

    private static void text(Html html, double x, double y, String anchor, String text) {
        html.element("text", text, "x", number(x), "y", number(y), "text-anchor", anchor);
    }

    private static String number(double number) {
        return String.format(Locale.ROOT, "%.1f", number);
    }
}
