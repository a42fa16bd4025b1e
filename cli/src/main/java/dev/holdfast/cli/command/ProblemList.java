package dev.holdfast.cli.command;

import dev.holdfast.cli.config.load.Loading;
import java.io.PrintStream;

/// What is wrong with a configuration, for people.
final class ProblemList {
    private ProblemList() {}

    /// A line each.
    ///
    /// @return the exit status
    static int print(PrintStream err, Loading.Invalid invalid) {
        int count = invalid.problems().size();
        err.println("holdfast: the configuration has " + (count == 1 ? "an error:" : count + " errors:"));
        invalid.problems().forEach(problem -> err.println("  " + problem.text()));
        err.flush();
        return ExitStatus.REFUSED;
    }
}
