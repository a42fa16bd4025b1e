package dev.holdfast.cli.command;

import dev.holdfast.cli.node.StartFailure;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.UnmatchedArgumentException;

/// The `holdfast` command with everything below it.
public final class Commands {
    private static final int USAGE_WIDTH = 110;

    private Commands() {}

    /// @return the exit status
    public static int run(Terminal terminal, String... arguments) {
        return commandLine(terminal).execute(arguments);
    }

    static CommandLine commandLine(Terminal terminal) {
        CommandLine commandLine = new CommandLine(new Holdfast())
                .addSubcommand(new DevCommand(terminal))
                .addSubcommand(new ServeCommand(terminal))
                .addSubcommand(new ProxyCommand(terminal))
                .addSubcommand(new CheckCommand(terminal))
                .addSubcommand(new ProbeCommand(terminal))
                .addSubcommand(new AnalyzeCommand(terminal))
                .addSubcommand(new CompletionCommand(terminal));
        // These reach the subcommands too, so they come after them.
        return commandLine
                .setUsageHelpWidth(USAGE_WIDTH)
                .setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8))
                .setParameterExceptionHandler((wrong, _) -> refuse(terminal, wrong))
                .setExecutionExceptionHandler((failure, _, _) -> fail(terminal, failure));
    }

    private static int refuse(Terminal terminal, CommandLine.ParameterException wrong) {
        terminal.fail(String.valueOf(wrong.getMessage()));
        CommandLine command = wrong.getCommandLine();
        UnmatchedArgumentException.printSuggestions(wrong, command.getErr());
        command.getErr().println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return ExitStatus.REFUSED;
    }

    private static int fail(Terminal terminal, Exception failure) {
        if (failure instanceof StartFailure known) {
            terminal.fail(known.sentence());
            return ExitStatus.REFUSED;
        }
        terminal.fail("This is a fault of Holdfast itself; please report it with what follows.");
        failure.printStackTrace(terminal.err());
        return ExitStatus.BROKEN;
    }

    @Command(
            name = "holdfast",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            description = "Keeps WebSocket connections up, and when one goes down says why.",
            synopsisSubcommandLabel = "COMMAND",
            commandListHeading = "%nCommands:%n",
            optionListHeading = "%nOptions:%n",
            footer = {
                "",
                "Examples:",
                "  holdfast dev                              a server on this machine that echoes and explains",
                "  holdfast check --config holdfast.yaml     is this configuration right?",
                "  holdfast serve --config holdfast.yaml     serve by it",
                "  holdfast proxy --to ws://127.0.0.1:8000   in front of a backend, and explain its ends",
                "  holdfast probe wss://chat.example.com/ws  what is wrong with it, seen from outside?",
                "  holdfast analyze backend.log              what happened, and why",
                "  holdfast serve --help                     all about one command",
                "",
                "Exit status: 0 when all went well, also after an orderly stop; 1 for a fault of Holdfast itself,",
                "and from probe for findings; 2 for what the caller can mend: arguments, configuration, a port, a file."
            })
    static final class Holdfast implements Runnable {
        @CommandLine.Spec
        private @Nullable CommandSpec spec;

        @Override
        public void run() {
            throw new CommandLine.ParameterException(
                    Objects.requireNonNull(spec).commandLine(),
                    "Say what to do: dev, serve, proxy, check, probe, analyze or completion.");
        }
    }
}
