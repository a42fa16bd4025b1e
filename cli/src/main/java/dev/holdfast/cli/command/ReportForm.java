package dev.holdfast.cli.command;

import dev.holdfast.cli.node.StartFailure;
import dev.holdfast.doctor.report.Ink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// In which form a report is given: for people, for programs, and as one file to attach to a ticket.
final class ReportForm {
    @Option(names = "--json", description = "Prints JSON instead of the page for people; its schema is in spec/.")
    private boolean json;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "Also writes the report as one page to attach to a ticket; it loads and runs nothing.")
    private @Nullable Path html;

    /// @param page in HTML
    /// @param program in JSON
    /// @param people as text, in colours where the terminal has them
    void print(Terminal terminal, Supplier<String> page, Supplier<String> program, Function<Ink, String> people)
            throws StartFailure {
        if (html != null) {
            write(html, page.get());
        }
        String text = json ? program.get() : people.apply(new Ink(terminal.colour()));
        terminal.out().print(text.endsWith("\n") ? text : text + "\n");
        terminal.out().flush();
    }

    private static void write(Path file, String page) throws StartFailure {
        try {
            Files.writeString(file, page);
        } catch (IOException e) {
            throw new StartFailure("--html: " + file + " can't be written: " + e.getMessage(), e);
        }
    }
}
