package dev.holdfast.cli.command;

import dev.holdfast.cli.node.StartFailure;
import dev.holdfast.doctor.analyze.LogAnalysis;
import dev.holdfast.doctor.analyze.UnreadableException;
import dev.holdfast.doctor.analyze.format.Format;
import dev.holdfast.doctor.analyze.report.HtmlReport;
import dev.holdfast.doctor.analyze.report.JsonReport;
import dev.holdfast.doctor.analyze.report.TerminalPage;
import dev.holdfast.doctor.analyze.result.Analysis;
import dev.holdfast.doctor.analyze.source.LogSource;
import dev.holdfast.doctor.analyze.study.Filter;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "analyze",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Reads logs after the fact and says what happened: how connections ended and why, what many ends have in"
                    + " common, what changed first.",
            "",
            "Reads the log of Holdfast, and explains every end anew; and, with what their lines tell, logs of nginx,"
                    + " HAProxy, uvicorn and gunicorn, a browser's HAR or NetLog, and captures. Files may be rotated and"
                    + " compressed, and of any size."
        },
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "Exit status: 0 when all was read, whatever was found, also when some lines made no sense; 2 when a file can't"
                    + " be read or its format is not known, and for wrong arguments.",
            "",
            "Examples:",
            "  holdfast analyze backend.log",
            "  holdfast analyze backend.*.log backend.log --since 2h",
            "  holdfast analyze backend.log --connection c1f2-7     one connection's whole story",
            "  holdfast analyze access.log error.log --html report.html",
            "  zcat old.gz | holdfast analyze - --json | jq '.causes[] | [.count, .cause]'"
        })
final class AnalyzeCommand implements Callable<Integer> {
    private static final int WIDTH = 120;

    private final Terminal terminal;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Logs, in any order; - for standard input.")
    private @Nullable List<String> files;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "What the files are, where they are not recognised: ${COMPLETION-CANDIDATES}.",
            completionCandidates = Formats.class)
    private @Nullable String format;

    @Mixin
    private final ReportForm form = new ReportForm();

    @Option(
            names = "--since",
            paramLabel = "T",
            description = {
                "Counts what happened from then on, and compares it with what was before: 2026-11-23T10:00:00Z,"
                        + " 2026-11-23, or 90m, 2h, 3d ago."
            })
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "T", description = "Counts what happened before then.")
    private @Nullable String until;

    @Option(names = "--user", paramLabel = "ID", description = "Counts only this user's connections.")
    private @Nullable String user;

    @Option(
            names = "--connection",
            paramLabel = "ID",
            description = "Tells the whole story of one connection, by its id or that of the client's attempt.")
    private @Nullable String connection;

    AnalyzeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws StartFailure {
        ZoneId zone = ZoneId.systemDefault();
        Clock clock = Clock.system(zone);
        Filter filter = new Filter(
                MomentText.read("--since", since, clock), MomentText.read("--until", until, clock), user, connection);
        Analysis analysis = analyzed(filter, zone);
        form.print(
                terminal,
                () -> HtmlReport.of(analysis, zone),
                () -> JsonReport.of(analysis),
                ink -> String.join("\n", new TerminalPage(ink, width(), zone).of(analysis)));
        return ExitStatus.OK;
    }

    private Analysis analyzed(Filter filter, ZoneId zone) throws StartFailure {
        try {
            return new LogAnalysis(readAs(), filter, zone)
                    .of(Objects.requireNonNull(files).stream()
                            .map(each -> LogSource.of(each, System.in))
                            .toList());
        } catch (UnreadableException e) {
            throw new StartFailure(e.sentence(), e);
        }
    }

    /// As the shell says it, where it exports it.
    private int width() {
        try {
            return Math.clamp(Integer.parseInt(terminal.environment().getOrDefault("COLUMNS", "")), 80, 200);
        } catch (NumberFormatException _) {
            return WIDTH;
        }
    }

    private @Nullable Format readAs() throws StartFailure {
        if (format == null) {
            return null;
        }
        String word = format;
        return Format.of(word)
                .orElseThrow(() ->
                        new StartFailure("--format: found " + word + ", expected one of: " + Format.words(), null));
    }

    /// For the shell's completion and the help.
    static final class Formats implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(Format.values()).map(Format::word).iterator();
        }
    }
}
