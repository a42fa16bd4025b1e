package dev.holdfast.cli.command;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// A command that was typed, and what came of it.
///
/// @param status its exit status
/// @param out all of standard output
/// @param err all of standard error
record Typed(int status, String out, String err) {
    static Typed command(String... arguments) {
        return in(Map.of(), arguments);
    }

    static Typed in(Map<String, String> environment, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(print(out), print(err), environment, false, false);
        int status = Commands.run(terminal, arguments);
        return new Typed(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static PrintStream print(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
