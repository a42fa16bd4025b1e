package dev.holdfast.clinic.probe;

import dev.holdfast.core.cause.Cause;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/// `docs/probe-accuracy.md`.
final class ProbeAccuracyPage {
    private final StringBuilder page = new StringBuilder();

    private ProbeAccuracyPage() {}

    /// @param about a sentence on machine, date and duration
    static String of(List<ProbeResult> results, String about) {
        ProbeAccuracyPage page = new ProbeAccuracyPage();
        List<ProbeResult> examined =
                results.stream().filter(each -> each.skipped() == null).toList();
        page.head(examined, about);
        page.table(
                "Healthy servers",
                "Nothing is wrong with them, and nothing must be found.",
                examined,
                each -> each.examined().healthy());
        page.table(
                "Faulty servers",
                "What is wrong must be found with its cause and how sure it is, and nothing else.",
                examined,
                each -> !each.examined().healthy());
        page.skipped(results);
        return page.page.toString();
    }

    private void head(List<ProbeResult> examined, String about) {
        long right = examined.stream().filter(ProbeResult::right).count();
        line("# Accuracy of the probe: what it says, against what is wrong");
        line("");
        line(
                "`./clinic/run --probe` starts real servers of which it is known what is wrong with them, and examines each with [holdfast"
                        + " probe](probe.md). This page is written by it; [its"
                        + " servers](../clinic/src/main/java/dev/holdfast/clinic/probe) are short programs.");
        line("");
        line(about);
        line("");
        line("| servers | of these healthy | right | wrong |");
        line("| --- | --- | --- | --- |");
        line("| %d | %d | %d | %d |"
                .formatted(
                        examined.size(),
                        examined.stream()
                                .filter(each -> each.examined().healthy())
                                .count(),
                        right,
                        examined.size() - right));
    }

    private void table(String title, String about, List<ProbeResult> examined, Predicate<ProbeResult> belongs) {
        line("");
        line("## " + title);
        line("");
        line(about);
        line("");
        line("| server | software | said | right | connections | seconds |");
        line("| --- | --- | --- | --- | --- | --- |");
        for (ProbeResult each : examined) {
            if (belongs.test(each)) {
                line("| %s | %s | %s | %s | %d | %.1f |"
                        .formatted(
                                each.examined()
                                        .name()
                                        .substring(each.examined().name().indexOf('/') + 1)
                                        .replace('-', ' '),
                                each.examined().software(),
                                said(each),
                                each.right()
                                        ? "yes"
                                        : "**no**, expected "
                                                + (each.examined().healthy()
                                                        ? "nothing"
                                                        : String.join(
                                                                ", ",
                                                                each.examined().expected())),
                                each.connections(),
                                each.took().toMillis() / 1000.0));
            }
        }
    }

    /// The words with a link to each cause's page.
    private static String said(ProbeResult each) {
        String words = each.words().replace("|", "\\|").replaceAll("\\s+", " ");
        for (String finding : each.said()) {
            String id = finding.substring(0, finding.indexOf(' '));
            if (Arrays.stream(Cause.values()).anyMatch(cause -> cause.id().equals(id))) {
                words = words.replace(finding, "[" + id + "](causes/" + id + ".md)" + finding.substring(id.length()));
            }
        }
        return words;
    }

    private void skipped(List<ProbeResult> results) {
        if (results.stream().anyMatch(each -> each.skipped() != null)) {
            line("");
            line("## Not examined here");
            line("");
            results.stream()
                    .filter(each -> each.skipped() != null)
                    .forEach(each -> line("- " + each.examined().name() + ": " + each.skipped()));
        }
    }

    private void line(String text) {
        page.append(text).append('\n');
    }
}
