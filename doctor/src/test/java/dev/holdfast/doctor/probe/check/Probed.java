package dev.holdfast.doctor.probe.check;

import dev.holdfast.doctor.probe.finding.CheckReport;
import dev.holdfast.doctor.probe.finding.Finding;
import dev.holdfast.doctor.probe.finding.ProbeReport;
import dev.holdfast.doctor.probe.fixture.RawServer;
import dev.holdfast.doctor.probe.wire.Limits;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/// A server that was examined, and what came of it.
record Probed(ProbeReport report, int connections) {
    /// Short, because what a test waits for in vain it waits for every time; long enough for a busy
    /// machine's answers.
    static final Limits LIMITS = new Limits(
            Duration.ofSeconds(5),
            Duration.ofSeconds(2),
            Duration.ofSeconds(1),
            Duration.ofMillis(100),
            64 * 1024,
            16 * 1024,
            4 * 1024 * 1024);

    /// The same with more patience for an end that comes at once: it costs nothing where it comes.
    static final Limits PATIENT = new Limits(
            LIMITS.connect(),
            LIMITS.answer(),
            LIMITS.reply(),
            Duration.ofSeconds(5),
            LIMITS.headBytes(),
            LIMITS.bodyBytes(),
            LIMITS.messageBytes());

    static Probed of(RawServer.Behaviour behaviour, UnaryOperator<ProbeOptions> options) throws IOException {
        try (RawServer server = RawServer.start(behaviour)) {
            return of(server, options);
        }
    }

    static Probed of(RawServer server, UnaryOperator<ProbeOptions> options) {
        ProbeReport report =
                Battery.run(options.apply(ProbeOptions.of(server.target()).within(LIMITS)), Progress.NOBODY);
        return new Probed(report, server.accepted());
    }

    static Probed of(RawServer.Behaviour behaviour) throws IOException {
        return of(behaviour, options -> options);
    }

    /// `id CONFIDENCE` of each finding.
    List<String> said() {
        return report.findings().stream()
                .map(finding -> finding.id() + " " + finding.confidence())
                .toList();
    }

    Finding only() {
        if (report.findings().size() != 1) {
            throw new AssertionError("expected one finding, found " + said());
        }
        return report.findings().getFirst();
    }

    CheckReport check(String name) {
        return report.checks().stream()
                .filter(check -> check.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no check " + name));
    }

    /// How the row of a check reads.
    String row(String check, String what) {
        return check(check).rows().stream()
                .filter(row -> row.what().startsWith(what))
                .map(row -> row.mark().word() + ": " + row.how())
                .findFirst()
                .orElseThrow(() -> new AssertionError(
                        "no row " + what + " in " + check(check).rows()));
    }
}
