package dev.holdfast.conformance;

import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;

/// `docs/conformance-gateway.md`.
///
/// @param messages in each case of compression
record ComparisonPage(Comparison compared, Versions versions, int messages, String command, LocalDate date) {
    /// What was tested by what.
    record Versions(String holdfast, String suite, String artefact, String compression, String backend, String jdk) {}

    String markdown() {
        Results direct = compared.direct();
        StringBuilder page = new StringBuilder("""
                # Conformance through the gateway

                Written by `%s` on %s; it fails when a case has another result through the gateway
                than without it, or has none.

                `holdfast proxy` of %s with its defaults on JDK %s, in front of %s,
                which negotiates permessage-deflate. Groups 1 to 10 are played by the fuzzing client of Autobahn|Testsuite %s
                (`autobahntestsuite-maven-plugin` %s). That release lacks the cases of compression: they are written again on the
                suite's library, Autobahn|Python %s, with %,d messages each. *Same* are those with the same verdict and close
                code and, of compression, the same negotiated extension and as many frames and octets in either direction.

                | group | cases | same | OK | non-strict | informational | otherwise |
                | --- | ---: | ---: | ---: | ---: | ---: | ---: |
                """.formatted(
                        command,
                        date,
                        versions.holdfast(),
                        versions.jdk(),
                        versions.backend(),
                        versions.suite(),
                        versions.artefact(),
                        versions.compression(),
                        messages));
        for (Group group : direct.groups()) {
            page.append("| %d %s | %d | %d | %d | %d | %d | %d |\n"
                    .formatted(
                            group.number(),
                            group.title(),
                            direct.count(group, _ -> true),
                            compared.same(group),
                            verdict(group, "OK"),
                            verdict(group, "NON-STRICT"),
                            verdict(group, "INFORMATIONAL"),
                            direct.count(group, CaseResult::failed)));
        }
        List<CaseResult> others =
                direct.cases().stream().filter(result -> !result.plainlyGood()).toList();
        if (!others.isEmpty()) {
            page.append("\nNot plainly OK, with the backend alone as through the gateway: ")
                    .append(others.stream()
                            .map(result ->
                                    "%s (%s, close %s)".formatted(result.id(), result.behavior(), result.close()))
                            .collect(Collectors.joining(", ")))
                    .append(".\n");
        }
        compared.differences().forEach(line -> page.append("\n- ").append(line));
        return page.toString();
    }

    private long verdict(Group group, String word) {
        return compared.direct().count(group, result -> result.behavior().equals(word));
    }
}
