package dev.holdfast.cli.config.load;

import dev.holdfast.cli.config.Configuration;
import dev.holdfast.cli.config.bind.Bound;
import dev.holdfast.cli.config.source.Origin;
import dev.holdfast.cli.config.source.Problem;
import dev.holdfast.cli.config.source.Tree;
import dev.holdfast.cli.config.source.Warning;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What is found while a bound configuration is checked.
final class Findings {
    private final Tree.Mapping tree;
    private final Bound<Configuration> bound;
    private final List<Problem> problems;
    private final List<Warning> warnings = new ArrayList<>();

    Findings(Tree.Mapping tree, Bound<Configuration> bound, List<Problem> problems) {
        this.tree = tree;
        this.bound = bound;
        this.problems = problems;
    }

    Configuration configuration() {
        return bound.value();
    }

    void problem(String key, String found, String expected) {
        problems.add(new Problem(key, found, expected, origin(key)));
    }

    void warning(String key, String text) {
        warnings.add(new Warning(key, text, origin(key)));
    }

    List<Warning> warnings() {
        return warnings;
    }

    /// Whether these keys, and what lies below them, have no problem of their own. What rests on a value that could not
    /// be read is not worth saying.
    boolean sound(String... keys) {
        return Arrays.stream(keys)
                .noneMatch(key -> problems.stream()
                        .map(Problem::key)
                        .anyMatch(wrong ->
                                wrong.equals(key) || wrong.startsWith(key + ".") || wrong.startsWith(key + "[")));
    }

    boolean isWritten(String key) {
        return tree.at(Tree.path(key)) != null;
    }

    /// Where the key is written; if it is not, where the closest section is in which it could be.
    Origin origin(String key) {
        Origin written = bound.origins().get(key);
        if (written != null) {
            return written;
        }
        for (List<String> path = Tree.path(key); !path.isEmpty(); path = path.subList(0, path.size() - 1)) {
            Tree part = tree.at(path);
            if (part != null) {
                return part.origin();
            }
        }
        return tree.origin();
    }
}
