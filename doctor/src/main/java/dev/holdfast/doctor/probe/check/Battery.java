package dev.holdfast.doctor.probe.check;

import dev.holdfast.doctor.probe.finding.CheckReport;
import dev.holdfast.doctor.probe.finding.Finding;
import dev.holdfast.doctor.probe.finding.ProbeReport;
import dev.holdfast.doctor.probe.target.Secrets;
import dev.holdfast.doctor.probe.wire.Budget;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All checks in their order, and one run of them.
public final class Battery {
    /// An order of need: each rests on what those before it have learned.
    private static final List<Check> CHECKS = List.of(
            new AddressCheck(InetAddress::getAllByName),
            new TlsCheck(),
            new OpenCheck(),
            new AuthCheck(),
            new HandshakeCheck(),
            new Http2Check(),
            new OriginCheck(),
            new PingCheck(),
            new CloseCheck(),
            new MessagesCheck(),
            new CompressionCheck(),
            new HostileCheck(),
            new HoldCheck(),
            new WayCheck());

    private Battery() {}

    /// The names that `--only` takes.
    public static List<String> names() {
        return CHECKS.stream().map(Check::name).toList();
    }

    /// How many connections an examination makes at most.
    public static int mostConnections() {
        return Examination.MOST_CONNECTIONS;
    }

    /// Examines the target. No text of the report holds a secret of the options.
    public static ProbeReport run(ProbeOptions options, Progress progress) {
        Instant startedAt = Instant.now();
        long began = System.nanoTime();
        Examination examination = new Examination(options);
        List<CheckReport> checks = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        for (Check check : CHECKS) {
            if (!check.always() && !options.only().isEmpty() && !options.only().contains(check.name())) {
                continue;
            }
            long checkBegan = System.nanoTime();
            Notes notes = new Notes(check.name(), progress);
            String skipped = check.skip(examination);
            if (skipped == null) {
                skipped = runOne(check, examination, notes);
            }
            checks.add(new CheckReport(
                    check.name(),
                    check.title(),
                    skipped,
                    Duration.ofNanos(System.nanoTime() - checkBegan),
                    notes.rows(),
                    notes.findings().size()));
            // What two checks met is one thing, and the first said it.
            notes.findings().stream()
                    .filter(finding ->
                            findings.stream().noneMatch(known -> known.id().equals(finding.id())))
                    .forEach(findings::add);
        }
        Secrets secrets = Secrets.of(options.token(), options.target().query());
        return new ProbeReport(
                        options.target().shown(),
                        startedAt,
                        Duration.ofNanos(System.nanoTime() - began),
                        examination.budget().made(),
                        examination.budget().most(),
                        checks,
                        findings)
                .map(secrets::mask);
    }

    private static @Nullable String runOne(Check check, Examination examination, Notes notes) {
        try {
            check.run(examination, notes);
            return null;
        } catch (Budget.Exhausted exhausted) {
            return String.valueOf(exhausted.getMessage());
        }
    }
}
