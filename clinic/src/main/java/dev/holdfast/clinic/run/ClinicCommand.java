package dev.holdfast.clinic.run;

import dev.holdfast.clinic.cases.Cases;
import dev.holdfast.clinic.probe.ProbeResults;
import dev.holdfast.clinic.probe.ProbeSet;
import dev.holdfast.clinic.trial.Clinic;
import dev.holdfast.clinic.trial.ClinicCase;
import dev.holdfast.core.cause.Classifier;
import dev.holdfast.core.cause.rules.CauseCatalog;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `./clinic/run [case …] [--times N] [--json FILE]`.
@Command(
        name = "clinic/run",
        description = "Provokes causes with real software and holds what Holdfast says against what happened.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        showDefaultValues = true,
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:at least 98 %% right, nothing wrong that was called PROVEN, and every rule that was switched off was missed",
            "1:not so",
            "2:usage"
        },
        footer = {
            "",
            "Examples:",
            "  ./clinic/run                                       every case once",
            "  ./clinic/run proxy-idle-timeout --times 10         all cases of one cause",
            "  ./clinic/run proxy-idle-timeout/nginx              one case",
            "  ./clinic/run --times 10 --long --control --page docs/accuracy.md",
            "                                                     the published figures",
            "  ./clinic/run --probe --page docs/probe-accuracy.md the probe's servers"
        })
public final class ClinicCommand implements Callable<Integer> {
    /// Longer than any run, in minutes.
    private static final int ALL_DAY = 720;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "case", arity = "0..*", description = "Names of cases, or beginnings of them. None: all.")
    private @Nullable List<String> wanted;

    @Option(names = "--times", paramLabel = "N", defaultValue = "1", description = "Trials of each case.")
    private int times;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes the results as JSON.")
    private @Nullable Path json;

    @Option(
            names = "--page",
            paramLabel = "FILE",
            description = "Writes the results as a page: docs/accuracy.md, docs/probe-accuracy.md.")
    private @Nullable Path page;

    @Option(names = "--together", paramLabel = "N", defaultValue = "4", description = "Trials at a time.")
    private int together;

    @Option(
            names = "--within",
            paramLabel = "MINUTES",
            defaultValue = "720",
            description = "No trial begins later; those that did count, however many they are.")
    private int within;

    @Option(
            names = "--without",
            paramLabel = "RULE",
            split = ",",
            description = "Switches rules off, such as CutOffRule: what they decide must then come out wrong.")
    private Set<String> without = Set.of();

    @Option(names = "--control", description = "Plays a case of each rule again with the rule switched off.")
    private boolean control;

    @Option(names = "--long", description = "Plays those, too, that take many minutes.")
    private boolean longToo;

    @Option(names = "--probe", description = "Holds holdfast probe against healthy and faulty servers instead.")
    private boolean probe;

    @Option(names = "--reports", paramLabel = "FOLDER", description = "With --probe: keeps each report there.")
    private @Nullable Path reports;

    @Option(names = "--list", description = "Only lists the cases.")
    private boolean list;

    public static void main(String[] arguments) {
        int status = new CommandLine(new ClinicCommand()).execute(arguments);
        // Whatever a trial left behind must not keep the command from ending.
        System.exit(status);
    }

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec().commandLine().getOut();
        if (probe) {
            return probe(out);
        }
        List<ClinicCase> cases = chosen();
        if (list) {
            cases.forEach(each -> out.println(each.name()));
            return 0;
        }
        Path folder = Path.of(System.getProperty("holdfast.root", "."), "clinic");
        long began = System.nanoTime();
        Results results;
        try (Clinic clinic = new Clinic(folder, new Classifier(CauseCatalog.rulesWithout(without)))) {
            results = new Runner(clinic, together, Duration.ofMinutes(within), out).play(cases, times);
        }
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        List<Control.Loss> losses = control ? Control.play(results, folder, together, out) : List.of();
        tell(results, losses, took, out);
        if (json != null) {
            Files.writeString(json, ResultsJson.of(results));
        }
        if (page != null) {
            Files.writeString(page, AccuracyPage.of(results, losses, about(took)));
        }
        return results.good() && losses.stream().allMatch(Control.Loss::lost) ? 0 : 1;
    }

    private int probe(PrintWriter out) throws Exception {
        if (list) {
            ProbeSet.all().forEach(each -> out.println(each.name()));
            return 0;
        }
        Path folder = Path.of(System.getProperty("holdfast.root", "."), "clinic");
        long began = System.nanoTime();
        ProbeResults results = new ProbeSet(folder, out, reports).run(wanted == null ? List.of() : wanted);
        out.println();
        out.println(results.summary());
        out.flush();
        if (page != null) {
            Files.writeString(
                    page, results.page(about("--probe", Duration.ofNanos(System.nanoTime() - began), "one at a time")));
        }
        return results.good() ? 0 : 1;
    }

    private List<ClinicCase> chosen() {
        List<String> names = wanted == null ? List.of() : wanted;
        List<ClinicCase> chosen = Cases.all().stream()
                .filter(each -> names.isEmpty()
                        ? longToo || !Cases.isLong(each)
                        : names.stream()
                                .anyMatch(name ->
                                        each.name().equals(name) || each.name().startsWith(name + "/")))
                .toList();
        if (chosen.isEmpty()) {
            throw new CommandLine.ParameterException(
                    spec().commandLine(), "found no case " + names + ": expected names that --list shows");
        }
        return chosen;
    }

    private static void tell(Results results, List<Control.Loss> losses, Duration took, PrintWriter out) {
        out.println();
        for (Control.Loss loss : losses) {
            out.println((loss.lost() ? "lost     " : "NOT LOST ") + "without " + loss.rule() + ", "
                    + loss.played().name() + ": " + loss.said());
        }
        out.printf(
                "%d cases, %d trials in %s: %d right (%.1f %%), %d wrong (%d of them PROVEN), %d unexplained, %d not played to"
                        + " the end, %d cases skipped%n",
                results.cases().size(),
                results.runs(),
                Runner.words(took),
                results.right(),
                results.percent(),
                results.wrong(),
                results.provenWrong(),
                results.unexplained(),
                results.broken(),
                results.skipped().size());
        out.flush();
    }

    private String about(Duration took) {
        String options = "--times " + times
                + (longToo ? " --long" : "")
                + (control ? " --control" : "")
                + (within == ALL_DAY ? "" : " --within " + within);
        return about(options, took, together + " trials at a time");
    }

    private static String about(String options, Duration took, String how) {
        return "Written on %s by `./clinic/run %s`, which took %s, %s, on a machine of %d cores (%s %s)."
                .formatted(
                        LocalDate.now(ZoneOffset.UTC),
                        options,
                        Runner.words(took),
                        how,
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("os.name"),
                        System.getProperty("os.version").replaceAll("[^0-9.].*", ""));
    }

    private CommandSpec spec() {
        CommandSpec present = spec;
        if (present == null) {
            throw new IllegalStateException("picocli sets the spec before it calls");
        }
        return present;
    }
}
