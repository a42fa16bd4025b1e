package dev.holdfast.doctor.probe.finding;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;

/// All that an examination says.
///
/// @param url as it may be shown
/// @param connections that were made
/// @param connectionLimit that could have been made at most
public record ProbeReport(
        String url,
        Instant startedAt,
        Duration took,
        int connections,
        int connectionLimit,
        List<CheckReport> checks,
        List<Finding> findings) {
    public ProbeReport {
        checks = List.copyOf(checks);
        findings = findings.stream()
                .sorted(Comparator.comparing(Finding::severity))
                .toList();
    }

    public boolean healthy() {
        return findings.isEmpty();
    }

    /// The same with every text changed, such as by taking secrets out.
    public ProbeReport map(UnaryOperator<String> text) {
        return new ProbeReport(
                text.apply(url),
                startedAt,
                took,
                connections,
                connectionLimit,
                checks.stream().map(check -> check.map(text)).toList(),
                findings.stream().map(finding -> finding.map(text)).toList());
    }
}
