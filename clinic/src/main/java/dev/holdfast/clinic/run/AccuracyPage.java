package dev.holdfast.clinic.run;

import dev.holdfast.clinic.cases.WithoutCase;
import dev.holdfast.clinic.trial.Expectation;
import dev.holdfast.core.cause.Cause;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// `docs/accuracy.md`.
final class AccuracyPage {
    private final StringBuilder page = new StringBuilder();

    private AccuracyPage() {}

    /// @param about a sentence on machine, date and duration
    static String of(Results results, List<Control.Loss> control, String about) {
        AccuracyPage page = new AccuracyPage();
        page.head(results, about);
        page.table("Named", "The cause was provoked, and must be named.", results, Expectation.Named.class);
        page.table(
                "Near misses",
                "Something was provoked that looks like the cause and is not: the cause must *not* be named. What is right instead"
                        + " stands in the last column.",
                results,
                Expectation.NotNamed.class);
        page.table(
                "Healthy traffic",
                "Nothing was provoked: every end must be an expected one, with no incident and nothing unexplained.",
                results,
                Expectation.Healthy.class);
        page.control(control);
        page.skipped(results);
        page.withoutCase();
        return page.page.toString();
    }

    private void head(Results results, String about) {
        line("# Accuracy: what Holdfast says, against what really happened");
        line("");
        line(
                "`./clinic/run` starts real software, provokes one cause, and holds what Holdfast says against it. This page is written"
                        + " by it; [its cases](../clinic/src/main/java/dev/holdfast/clinic/cases) are short programs.");
        line("");
        line(about);
        line("");
        line("| trials | named right | wrong | of these PROVEN | unexplained | not played to the end |");
        line("| --- | --- | --- | --- | --- | --- |");
        line("| %d | %d (%.1f %%) | %d | %d | %d | %d |"
                .formatted(
                        results.runs(),
                        results.right(),
                        results.percent(),
                        results.wrong(),
                        results.provenWrong(),
                        results.unexplained(),
                        results.broken()));
        line("");
        line(
                "The promise is 98 % right, and never anything wrong that is called PROVEN. A trial that could not be played to its end, or"
                        + " in which log, API and metrics contradicted each other, counts as not right.");
    }

    private void table(String title, String about, Results results, Class<? extends Expectation> kind) {
        line("");
        line("## " + title);
        line("");
        line(about);
        line("");
        line("| cause | played with | trials | right | wrong | unexplained | not played | said |");
        line("| --- | --- | --- | --- | --- | --- | --- | --- |");
        for (CaseResult each : results.cases()) {
            if (kind.isInstance(each.played().expected()) && each.skipped() == null) {
                line("| [%s](causes/%s.md) | %s | %d | %d | %d | %d | %d | %s |"
                        .formatted(
                                each.played().about().id(),
                                each.played().about().id(),
                                played(each),
                                each.runs(),
                                each.right(),
                                each.wrong(),
                                each.unexplained(),
                                each.broken(),
                                said(each)));
            }
        }
    }

    /// The software, and what sets the case apart.
    private static String played(CaseResult each) {
        String name = each.played().name();
        String variant = name.substring(name.indexOf('/') + 1)
                .replaceFirst("^not/", "")
                .replace("/", ", ")
                .replace('-', ' ');
        String software = each.played().software();
        return variant.equals(software.toLowerCase(Locale.ROOT)) ? software : software + ": " + variant;
    }

    private static String said(CaseResult each) {
        return each.said().entrySet().stream()
                .map(entry -> (entry.getValue() == each.runs() ? "" : entry.getValue() + " × ") + entry.getKey())
                .collect(Collectors.joining(", "));
    }

    private void control(List<Control.Loss> control) {
        line("");
        line("## Control: the clinic can fail");
        line("");
        line(
                "Each rule that decided a case was switched off, and the case was played again. Without its rule it must not come out"
                        + " right. Where it does all the same, another rule says so, too, or the server of the case is a process of its"
                        + " own, in which no rule is off.");
        line("");
        line("| without | case | said then | lost |");
        line("| --- | --- | --- | --- |");
        for (Control.Loss loss : control) {
            line("| %s | %s | %s | %s |"
                    .formatted(loss.rule(), loss.played().name(), loss.said(), loss.lost() ? "yes" : "**no**"));
        }
    }

    private void skipped(Results results) {
        if (!results.skipped().isEmpty()) {
            line("");
            line("## Not played here");
            line("");
            results.skipped().forEach(each -> line("- " + each.played().name() + ": " + each.skipped()));
        }
    }

    private void withoutCase() {
        line("");
        line("## Causes without a case");
        line("");
        for (Map.Entry<Cause, String> each : WithoutCase.REASONS.entrySet()) {
            line("- [%s](causes/%s.md): %s"
                    .formatted(each.getKey().id(), each.getKey().id(), each.getValue()));
        }
    }

    private void line(String text) {
        page.append(text).append('\n');
    }
}
