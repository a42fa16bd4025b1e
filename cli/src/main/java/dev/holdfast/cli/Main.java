package dev.holdfast.cli;

import dev.holdfast.cli.command.Commands;
import dev.holdfast.cli.command.Terminal;

/// The `holdfast` command.
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(Commands.run(Terminal.ofTheProcess(), arguments));
    }
}
