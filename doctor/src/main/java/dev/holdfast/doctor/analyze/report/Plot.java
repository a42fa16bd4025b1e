package dev.holdfast.doctor.analyze.report;

import dev.holdfast.doctor.analyze.result.Analysis;
import dev.holdfast.doctor.report.Ink;
import dev.holdfast.doctor.report.Tone;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Small pictures of characters.
final class Plot {
    private static final String STEPS = "▁▂▃▄▅▆▇█";
    private static final String PARTS = " ▏▎▍▌▋▊▉█";

    private Plot() {}

    /// Counts over time, joined to at most `width` columns; a blank where there was nothing.
    static String course(long[] counts, int width) {
        long[] joined = joined(counts, width);
        long most = 0;
        for (long each : joined) {
            most = Math.max(most, each);
        }
        StringBuilder line = new StringBuilder();
        for (long each : joined) {
            line.append(each <= 0 ? ' ' : STEPS.charAt((int) ((STEPS.length() - 1) * each / most)));
        }
        return line.toString();
    }

    static long[] joined(long[] counts, int width) {
        int each = Math.max(1, (counts.length + width - 1) / width);
        long[] joined = new long[(counts.length + each - 1) / each];
        for (int i = 0; i < counts.length; i++) {
            joined[i / each] += counts[i];
        }
        return joined;
    }

    /// One line a bar; what lies within a few per cent of a usual limit stands out.
    static List<String> bars(Ink ink, List<Analysis.Bar> bars, int width) {
        long most = bars.stream().mapToLong(Analysis.Bar::count).max().orElse(1);
        List<String> lines = new ArrayList<>();
        for (Analysis.Bar bar : bars) {
            boolean narrow = narrow(bar);
            String label = Sections.right(label(bar), 22);
            lines.add("  " + ink.say(narrow ? Tone.STRONG : Tone.QUIET, label) + "  "
                    + ink.say(narrow ? Tone.BAD : Tone.PLAIN, bar(bar.count(), most, width)) + " "
                    + Words.number(bar.count()));
        }
        return lines;
    }

    /// Whether a usual limit is among them that many reach: else the picture says nothing.
    static boolean standsOut(List<Analysis.Bar> bars) {
        long lost = bars.stream().mapToLong(Analysis.Bar::count).sum();
        return bars.stream().anyMatch(bar -> narrow(bar) && bar.count() >= 3 && bar.count() * 5 >= lost);
    }

    static boolean narrow(Analysis.Bar bar) {
        return bar.from().toMillis() > 0
                && bar.to().toMillis() < 1.1 * bar.from().toMillis();
    }

    static String label(Analysis.Bar bar) {
        if (narrow(bar)) {
            return "about " + Words.time(Duration.ofSeconds(Math.round(bar.to().toMillis() / 1040.0)));
        }
        return bar.to().toDays() > 3000
                ? "over " + Words.time(bar.from())
                : Words.time(bar.from()) + " to " + Words.time(bar.to());
    }

    private static String bar(long count, long most, int width) {
        long eighths = Math.max(1, Math.round(8.0 * width * count / most));
        String full = "█".repeat((int) (eighths / 8));
        int part = (int) (eighths % 8);
        return part == 0 ? full : full + PARTS.charAt(part);
    }
}
