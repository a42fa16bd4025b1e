package dev.holdfast.clinic.probe;

import dev.holdfast.clinic.trial.Clinic;
import dev.holdfast.clinic.trial.Trial;
import dev.holdfast.core.cause.rules.CauseCatalog;
import dev.holdfast.doctor.probe.check.Battery;
import dev.holdfast.doctor.probe.check.Progress;
import dev.holdfast.doctor.probe.finding.ProbeReport;
import dev.holdfast.doctor.probe.report.ProbeHtml;
import dev.holdfast.doctor.probe.report.ProbeText;
import dev.holdfast.doctor.report.Ink;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Examines every server of the set, one after the other: what is said must be what is expected, to the word.
public final class ProbeSet {
    private final Path clinic;
    private final PrintWriter out;
    private final @Nullable Path reports;

    /// @param clinic the folder of the clinic
    /// @param reports where each report is written as a page and as text; absent: nowhere
    public ProbeSet(Path clinic, PrintWriter out, @Nullable Path reports) {
        this.clinic = clinic;
        this.out = out;
        this.reports = reports;
    }

    /// All of them.
    public static List<ProbeCase> all() {
        return Stream.of(
                        HealthyServers.all(),
                        HandshakeFaults.all(),
                        TokenFaults.all(),
                        ClaimFaults.all(),
                        ProxyFaults.all(),
                        TlsServers.all(),
                        TrafficFaults.all())
                .flatMap(List::stream)
                .toList();
    }

    /// @param names of cases, or beginnings of them; none: all
    /// @return what came of each, in their order
    public ProbeResults run(List<String> names) throws Exception {
        List<ProbeResult> results = new ArrayList<>();
        try (Clinic shared = new Clinic(clinic, CauseCatalog.classifier())) {
            for (ProbeCase each : all()) {
                if (!names.isEmpty() && names.stream().noneMatch(each.name()::startsWith)) {
                    continue;
                }
                String missing = each.needs().stream()
                        .map(need -> need.missing(clinic))
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null);
                ProbeResult result = missing == null ? examine(each, shared) : ProbeResult.skipped(each, missing);
                results.add(result);
                tell(result);
            }
        }
        return new ProbeResults(results);
    }

    private void tell(ProbeResult result) {
        ProbeCase each = result.examined();
        if (result.skipped() != null) {
            out.println("skipped  " + each.name() + ": " + result.skipped());
        } else {
            out.printf(
                    "%s %s (%s): %s, %d connections, %.1f s%n",
                    result.right() ? "right   " : "WRONG   ",
                    each.name(),
                    each.software(),
                    result.words(),
                    result.connections(),
                    result.took().toMillis() / 1000.0);
            if (!result.right()) {
                out.println("         expected " + (each.healthy() ? "nothing" : String.join(", ", each.expected())));
            }
        }
        out.flush();
    }

    private ProbeResult examine(ProbeCase each, Clinic shared) throws IOException {
        Path folder = Files.createTempDirectory("holdfast-probe-");
        long began = System.nanoTime();
        try (Trial trial = new Trial(shared, folder)) {
            ProbeReport report = Battery.run(each.scenario().start(trial), Progress.NOBODY);
            List<String> said = report.findings().stream()
                    .map(finding -> finding.id() + " " + finding.confidence())
                    .sorted()
                    .toList();
            boolean right = said.equals(each.expected())
                    && (each.words().isEmpty()
                            || report.findings().stream()
                                    .anyMatch(finding -> finding.summary().contains(each.words())));
            if (!right) {
                out.println(ProbeText.of(report, new Ink(false)).indent(9));
            }
            keep(each, report);
            return new ProbeResult(
                    each, said, right, null, null, report.connections(), Duration.ofNanos(System.nanoTime() - began));
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            return ProbeResult.failed(each, e);
        } finally {
            delete(folder);
        }
    }

    private void keep(ProbeCase each, ProbeReport report) throws IOException {
        Path folder = reports;
        if (folder != null) {
            Files.createDirectories(folder);
            String name = each.name().replace('/', '-');
            Files.writeString(folder.resolve(name + ".html"), ProbeHtml.of(report));
            Files.writeString(folder.resolve(name + ".txt"), ProbeText.of(report, new Ink(false)));
        }
    }

    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failed) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
