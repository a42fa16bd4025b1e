package dev.holdfast.cli.config.bind;

import dev.holdfast.cli.config.source.Origin;
import dev.holdfast.cli.config.source.Problem;
import dev.holdfast.cli.config.source.Tree;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Keys set by environment variables: `HOLDFAST_LIMITS_MESSAGE_BYTES=128KiB`, lists with commas in between.
public final class EnvironmentOverlay {
    private static final String PREFIX = "HOLDFAST_";

    /// Not ours to judge: the launcher's own, and what Kubernetes gives to every container beside a service that is
    /// called `holdfast`. The name `HOLDFAST_PORT` is among these, which is why no key is called `port`.
    private static final Pattern OF_OTHERS =
            Pattern.compile("HOLDFAST_(JAVA|JDK)_.*|HOLDFAST_SERVICE_(HOST|PORT)(_.*)?|HOLDFAST_PORT(_\\d+_.*)?");

    private EnvironmentOverlay() {}

    /// @param ownNames variables that a key names as holding a secret; they may begin like ours
    /// @param problems gets a line for each variable that looks like a key and is none
    public static Tree.Mapping read(
            Schema schema, Map<String, String> environment, Set<String> ownNames, List<Problem> problems) {
        Map<String, Key> byVariable =
                schema.keys().stream().collect(Collectors.toMap(Key::variable, key -> key, (a, _) -> a, TreeMap::new));
        Tree.Mapping overlay = Tree.Mapping.empty(new Origin.Preset("environment"));
        for (Map.Entry<String, String> variable : new TreeMap<>(environment).entrySet()) {
            String name = variable.getKey();
            Key key = byVariable.get(name);
            if (key != null) {
                overlay = overlay.with(key.parts(), tree(key, variable.getValue()));
            } else if (name.startsWith(PREFIX)
                    && !ownNames.contains(name)
                    && !OF_OTHERS.matcher(name).matches()) {
                String expected = Suggestion.of(name, byVariable.keySet())
                        .map(meant -> "a known one: did you mean " + meant + "?")
                        .orElse("a known one: unset it, or see docs/configuration.md for the names");
                problems.add(new Problem("", "a variable that sets no key", expected, origin(name)));
            }
        }
        return overlay;
    }

    private static Tree tree(Key key, String value) {
        Origin origin = origin(key.variable());
        if (!key.holdsMany()) {
            return new Tree.Scalar(value, origin);
        }
        List<Tree> items = Arrays.stream(value.split(",", -1))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .<Tree>map(item -> new Tree.Scalar(item, origin))
                .toList();
        return new Tree.Sequence(items, origin);
    }

    private static Origin origin(String variable) {
        return new Origin.EnvironmentVariable(variable);
    }
}
