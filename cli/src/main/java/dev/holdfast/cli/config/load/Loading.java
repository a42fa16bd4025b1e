package dev.holdfast.cli.config.load;

import dev.holdfast.cli.config.source.Problem;
import java.util.List;

/// What loading a configuration came to.
public sealed interface Loading {
    record Valid(LoadedConfiguration loaded) implements Loading {}

    /// @param problems all of them, in the order of the file where they stand in it; at least one
    record Invalid(List<Problem> problems) implements Loading {
        public Invalid {
            problems = List.copyOf(problems);
        }
    }
}
