package dev.holdfast.cli.command;

import dev.holdfast.cli.node.StartFailure;
import dev.holdfast.doctor.probe.check.Battery;
import dev.holdfast.doctor.probe.check.ProbeOptions;
import dev.holdfast.doctor.probe.check.Progress;
import dev.holdfast.doctor.probe.finding.ProbeReport;
import dev.holdfast.doctor.probe.report.ProbeHtml;
import dev.holdfast.doctor.probe.report.ProbeJson;
import dev.holdfast.doctor.probe.report.ProbeText;
import dev.holdfast.doctor.probe.target.Target;
import dev.holdfast.doctor.probe.wire.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "probe",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = {
            "Examines a WebSocket from outside, as strict as a browser and as tolerant as a script, and says what is wrong"
                    + " and why.",
            "",
            "Connects to the given host and port and to nothing else: one connection at a time, two for --hold, at most 80"
                    + " in all. It sends a few pings and small JSON messages ({\"type\":\"ping\"}), and messages of up to"
                    + " 2 MiB to find the limit (--only leaves that out). Invalid frames only with --hostile."
        },
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "Checks: address, tls, open, auth, handshake, http2, origin, ping, close, messages, compression, hostile, hold,"
                    + " way.",
            "",
            "Exit status: 0 when nothing was found, 1 with findings, 2 when it can't be asked so.",
            "",
            "Examples:",
            "  holdfast probe ws://127.0.0.1:8080/ws",
            "  holdfast probe wss://chat.example.com/ws --token-file token.txt --origin https://app.example.com",
            "  holdfast probe wss://chat.example.com/ws --subprotocol jwt-auth --hold 90s",
            "  holdfast probe wss://chat.example.com/ws --json | jq '.findings[].cause'",
            "  holdfast probe wss://chat.example.com/ws --html report.html"
        })
final class ProbeCommand implements Callable<Integer> {
    private static final int LONGEST_TOKEN = 16 * 1024;
    private static final Duration LONGEST_HOLD = Duration.ofHours(3);

    private final Terminal terminal;

    @Parameters(paramLabel = "URL", description = "ws://host/path or wss://host/path.")
    private @Nullable String url;

    @Option(
            names = "--token",
            paramLabel = "T",
            description =
                    "A token that clients connect with. It is sent to that host by each carrier, and shown nowhere; other"
                            + " users of this machine can see it in the list of processes.")
    private @Nullable String token;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "The same, read from a file; - for standard input.")
    private @Nullable String tokenFile;

    @Option(names = "--origin", paramLabel = "O", description = "The page's origin, such as https://app.example.com.")
    private @Nullable String origin;

    @Option(
            names = "--subprotocol",
            paramLabel = "S",
            description =
                    "A subprotocol that clients of this server offer; may be given several times, in their order.")
    private List<String> subprotocols = List.of();

    @Option(
            names = "--hold",
            paramLabel = "TIME",
            description = "Also holds an idle and a busy connection for so long, such as 90s or 10m, to find limits.")
    private @Nullable String hold;

    @Mixin
    private final ReportForm form = new ReportForm();

    @Option(
            names = "--only",
            paramLabel = "CHECK",
            arity = "1..*",
            split = ",",
            description = "Runs these checks alone, and address, tls, open and auth, on which all rest.")
    private Set<String> only = Set.of();

    @Option(names = "--hostile", description = "Also sends invalid frames, and looks whether they are refused rightly.")
    private boolean hostile;

    ProbeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws StartFailure {
        ProbeOptions options = options();
        ProgressLine line = new ProgressLine(terminal);
        ProbeReport report = Battery.run(options, terminal.live() ? line : Progress.NOBODY);
        line.clear();
        form.print(terminal, () -> ProbeHtml.of(report), () -> ProbeJson.of(report), ink -> ProbeText.of(report, ink));
        return report.healthy() ? ExitStatus.OK : ExitStatus.FINDINGS;
    }

    private ProbeOptions options() throws StartFailure {
        for (String name : only) {
            if (!Battery.names().contains(name)) {
                throw new StartFailure(
                        "--only " + name + " is no check: expected one of " + String.join(", ", Battery.names()) + ".",
                        null);
            }
        }
        try {
            return new ProbeOptions(
                    Target.of(Objects.requireNonNull(url)),
                    secret(),
                    header("--origin", origin),
                    subprotocols.stream().map(ProbeCommand::subprotocol).toList(),
                    hold == null ? null : duration(hold),
                    only,
                    hostile,
                    Limits.DEFAULT);
        } catch (IllegalArgumentException e) {
            throw new StartFailure(String.valueOf(e.getMessage()), null);
        }
    }

    private @Nullable String secret() throws StartFailure {
        if (token != null && tokenFile != null) {
            throw new IllegalArgumentException(
                    "--token and --token-file are two ways to say the same: give one of them.");
        }
        String given = tokenFile == null ? token : read(tokenFile);
        if (given == null) {
            return null;
        }
        String stripped = given.strip();
        if (stripped.length() < ProbeOptions.SHORTEST_TOKEN
                || stripped.length() > LONGEST_TOKEN
                || !stripped.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("The token has " + stripped.length() + " characters: expected "
                    + ProbeOptions.SHORTEST_TOKEN + " to " + LONGEST_TOKEN + " printable ones without spaces.");
        }
        return stripped;
    }

    private static String read(String file) throws StartFailure {
        try (InputStream in = file.equals("-") ? System.in : Files.newInputStream(Path.of(file))) {
            return new String(in.readNBytes(LONGEST_TOKEN + 2), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new StartFailure("--token-file " + file + " can't be read: " + e.getMessage(), e);
        }
    }

    /// What is to stand in a head must not end its line.
    private static @Nullable String header(String option, @Nullable String value) {
        if (value != null && !value.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException(option + " holds a character that an origin can't have.");
        }
        return value;
    }

    private static String subprotocol(String name) {
        if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
            throw new IllegalArgumentException(
                    "--subprotocol is no token of HTTP: expected letters, digits and such as - . _ without spaces.");
        }
        return name;
    }

    private static Duration duration(String text) {
        Duration time;
        if (text.matches("\\d{1,6}s")) {
            time = Duration.ofSeconds(Long.parseLong(text.substring(0, text.length() - 1)));
        } else if (text.matches("\\d{1,4}m")) {
            time = Duration.ofMinutes(Long.parseLong(text.substring(0, text.length() - 1)));
        } else if (text.matches("\\dh")) {
            time = Duration.ofHours(Long.parseLong(text.substring(0, text.length() - 1)));
        } else {
            throw new IllegalArgumentException("--hold is no time: expected such as 90s, 10m or 2h.");
        }
        if (time.compareTo(Duration.ofSeconds(1)) < 0 || time.compareTo(LONGEST_HOLD) > 0) {
            throw new IllegalArgumentException("--hold is " + text + ": expected 1s to 3h.");
        }
        return time;
    }
}
