package dev.holdfast.cli.command;

import dev.holdfast.observe.log.ConsoleOptions;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Map;

/// What a command reads and writes besides its arguments.
///
/// @param out for results: what a program that runs this one reads
/// @param err for people: errors, the readable log
/// @param environment all variables
/// @param live whether somebody watches: input and output are a terminal that can take back what it shows
/// @param colour whether it shows colours
public record Terminal(
        PrintStream out, PrintStream err, Map<String, String> environment, boolean live, boolean colour) {
    /// The process's own. Always UTF-8: the ready line must be the same bytes in every locale, and JSON is UTF-8
    /// anyway.
    public static Terminal ofTheProcess() {
        Map<String, String> environment = System.getenv();
        Console console = System.console();
        boolean live = console != null
                && console.isTerminal()
                && !environment.getOrDefault("TERM", "").equals("dumb");
        return new Terminal(
                utf8(FileDescriptor.out),
                utf8(FileDescriptor.err),
                environment,
                live,
                live && environment.getOrDefault("NO_COLOR", "").isEmpty());
    }

    /// @param log where the readable log goes, on its way to `err`
    ConsoleOptions console(PrintStream log) {
        return new ConsoleOptions(log, colour, ZoneId.systemDefault());
    }

    /// One sentence on what went wrong.
    void fail(String sentence) {
        err.println("holdfast: " + sentence);
        err.flush();
    }

    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }
}
