package dev.holdfast.conformance;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/// `docs/conformance.md`.
///
/// @param settings of the server that are not its defaults
record ConformancePage(
        Results results, Versions versions, Map<String, String> settings, String command, LocalDate date) {
    /// What was tested by what.
    record Versions(String holdfast, String suite, String artefact, String jdk) {}

    String markdown() {
        StringBuilder page = new StringBuilder("""
                # Conformance

                Written by `%s` on %s; it fails when a case fails, a close code is wrong or a case is missing.

                %s against the fuzzing client of Autobahn|Testsuite %s (`autobahntestsuite-maven-plugin` %s), both on
                JDK %s: `holdfast dev` with its echo application and its defaults%s.

                | group | cases | OK | non-strict | informational | failed | wrong close |
                | --- | ---: | ---: | ---: | ---: | ---: | ---: |
                """.formatted(
                        command,
                        date,
                        versions.holdfast(),
                        versions.suite(),
                        versions.artefact(),
                        versions.jdk(),
                        settings.isEmpty() ? "" : " but for " + shown(settings)));
        for (Group group : results.groups()) {
            page.append(row(group.number() + " " + group.title(), predicate -> results.count(group, predicate::test)));
        }
        page.append(row(
                "all",
                predicate -> results.cases().stream().filter(predicate::test).count()));
        List<CaseResult> others =
                results.cases().stream().filter(result -> !result.plainlyGood()).toList();
        if (!others.isEmpty()) {
            page.append("\nNot plainly OK: ")
                    .append(others.stream()
                            .map(result ->
                                    "%s (%s, close %s)".formatted(result.id(), result.behavior(), result.close()))
                            .collect(Collectors.joining(", ")))
                    .append(".\n");
        }
        page.append("""

                *Informational* cases have no right answer: the suite only notes what the server does. *Non-strict* is allowed
                by RFC 6455, but not the earliest possible answer. *Wrong close* counts wrong codes and connections that did not
                end cleanly. The compression cases (12, 13) do not apply: no extension is negotiated.
                """);
        return page.toString();
    }

    /// A question to ask of a case.
    @FunctionalInterface
    private interface Question {
        boolean test(CaseResult result);
    }

    private static String row(String title, ToLongFunction<Question> count) {
        return "| %s | %d | %d | %d | %d | %d | %d |\n"
                .formatted(
                        title,
                        count.applyAsLong(_ -> true),
                        count.applyAsLong(result -> result.behavior().equals("OK")),
                        count.applyAsLong(result -> result.behavior().equals("NON-STRICT")),
                        count.applyAsLong(result -> result.behavior().equals("INFORMATIONAL")),
                        count.applyAsLong(CaseResult::failed),
                        count.applyAsLong(CaseResult::closedWrong));
    }

    private static String shown(Map<String, String> settings) {
        return settings.entrySet().stream()
                .map(setting -> "`" + setting.getKey() + ": " + setting.getValue() + "`")
                .collect(Collectors.joining(", "));
    }
}
