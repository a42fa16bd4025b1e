package dev.holdfast.cli.config.load;

import dev.holdfast.cli.config.Configuration;
import dev.holdfast.cli.config.bind.AddressText;
import dev.holdfast.cli.config.bind.Binder;
import dev.holdfast.cli.config.bind.Bound;
import dev.holdfast.cli.config.bind.EnvironmentOverlay;
import dev.holdfast.cli.config.bind.Key;
import dev.holdfast.cli.config.bind.Schema;
import dev.holdfast.cli.config.load.Layers.Flag;
import dev.holdfast.cli.config.source.Origin;
import dev.holdfast.cli.config.source.Problem;
import dev.holdfast.cli.config.source.Shown;
import dev.holdfast.cli.config.source.Tree;
import dev.holdfast.cli.config.source.YamlReader;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Loads a configuration: what the command presets, the file over it, environment variables over that, flags on top.
/// Everything that is wrong is found in one go.
public final class ConfigurationLoader {
    private static final Schema SCHEMA = Schema.of(Configuration.class);

    /// A second place for a key, because half of its readers look for it there.
    private static final List<String> ANONYMOUS_ALIAS = List.of("auth", "anonymous");

    private static final List<String> ANONYMOUS = List.of("anonymous");
    private static final String CONFIG_FLAG = "--config";
    private static final int LARGEST_FILE = 1024 * 1024;

    private static final Set<String> NAME_A_VARIABLE = Set.of(SecretReading.SECRET_ENV, SecretReading.ADMIN_TOKEN_ENV);

    private final Layers layers;
    private final List<Problem> problems = new ArrayList<>();

    private ConfigurationLoader(Layers layers) {
        this.layers = layers;
    }

    public static Loading load(Layers layers) {
        return new ConfigurationLoader(layers).load();
    }

    /// Every key there is.
    public static Schema schema() {
        return SCHEMA;
    }

    private Loading load() {
        Optional<Tree.Mapping> base = base();
        if (base.isEmpty()) {
            // Half a file lacks keys that its author did write, so nothing more can be said about it.
            return new Loading.Invalid(problems);
        }
        Tree.Mapping tree = withoutAlias(flags(environment(base.get())));
        Bound<Configuration> bound = Binder.bind(tree, Configuration.defaults(), NAME_A_VARIABLE::contains);
        problems.addAll(bound.problems());
        Findings findings = new Findings(tree, bound, problems);
        Secrets secrets = new SecretReading(layers.environment(), findings).read();
        ShapeRules.check(findings);
        AccessRules.check(findings);
        if (!problems.isEmpty()) {
            return new Loading.Invalid(inTheOrderOfTheFile());
        }
        Warnings.look(findings);
        EffectiveConfiguration effective = EffectiveConfiguration.of(SCHEMA, bound, Configuration.defaults());
        return new Loading.Valid(new LoadedConfiguration(bound.value(), secrets, effective, findings.warnings()));
    }

    private List<Problem> inTheOrderOfTheFile() {
        return problems.stream()
                .sorted(Comparator.comparingInt(ConfigurationLoader::line))
                .distinct()
                .toList();
    }

    private static int line(Problem problem) {
        return problem.origin() instanceof Origin.FileLine(String _, int line) ? line : Integer.MAX_VALUE;
    }

    /// @return nothing where it could not be read; why is among the problems
    private Optional<Tree.Mapping> base() {
        return switch (layers.base()) {
            case Layers.Preset preset -> preset(preset);
            case Layers.File(Path path, Layers.@Nullable Preset under) ->
                under == null
                        ? file(path)
                        : preset(under).flatMap(below -> file(path).map(below::overlaidBy));
        };
    }

    private Optional<Tree.Mapping> preset(Layers.Preset preset) {
        Origin origin = new Origin.Preset(preset.command());
        return YamlReader.read(_ -> origin, preset.yaml(), problems);
    }

    private Optional<Tree.Mapping> file(Path path) {
        return switch (SmallFile.read(path, LARGEST_FILE)) {
            case SmallFile.Content content -> {
                try {
                    String text = StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(content.bytes()))
                            .toString();
                    yield YamlReader.read(line -> new Origin.FileLine(path.toString(), line), text, problems);
                } catch (CharacterCodingException _) {
                    yield unreadable(path, "which is not UTF-8");
                }
            }
            case SmallFile.Unusable(String why) -> unreadable(path, why);
        };
    }

    private Optional<Tree.Mapping> unreadable(Path path, String why) {
        String found = Shown.quoted(path.toString()) + ", " + why;
        problems.add(new Problem("", found, "a YAML file that can be read", new Origin.CommandFlag(CONFIG_FLAG)));
        return Optional.empty();
    }

    private Tree.Mapping environment(Tree.Mapping below) {
        Map<String, String> environment = layers.environment();
        Set<String> holdSecrets = new HashSet<>();
        for (String key : NAME_A_VARIABLE) {
            String set = environment.get(Key.variable(key));
            if (set != null) {
                holdSecrets.add(set);
            } else if (below.at(Tree.path(key)) instanceof Tree.Scalar(String name, Origin _)) {
                holdSecrets.add(name);
            }
        }
        layers.flags().forEach(flag -> {
            if (flag instanceof Flag.Value(String _, String key, String name) && NAME_A_VARIABLE.contains(key)) {
                holdSecrets.add(name);
            }
        });
        Tree.Mapping above = EnvironmentOverlay.read(SCHEMA, environment, holdSecrets, problems);
        return below.overlaidBy(above);
    }

    private Tree.Mapping flags(Tree.Mapping below) {
        Tree.Mapping tree = below;
        for (Flag flag : layers.flags()) {
            tree = switch (flag) {
                case Flag.Value(String _, String key, String value) ->
                    tree.with(Tree.path(key), new Tree.Scalar(value, flag.origin()));
                case Flag.Values(String _, String key, List<String> values) ->
                    tree.with(
                            Tree.path(key),
                            new Tree.Sequence(
                                    values.stream()
                                            .<Tree>map(value -> new Tree.Scalar(value, flag.origin()))
                                            .toList(),
                                    flag.origin()));
                case Flag.Port port -> withPort(tree, port);
            };
        }
        return tree;
    }

    private Tree.Mapping withPort(Tree.Mapping tree, Flag.Port flag) {
        if (flag.port() < 0 || flag.port() > 65_535) {
            String expected = "a port from 0 to 65535, where 0 takes a free one";
            String found = Shown.quoted(String.valueOf(flag.port()));
            problems.add(new Problem(flag.key(), found, expected, flag.origin()));
            return tree;
        }
        List<String> path = Tree.path(flag.key());
        String address = tree.at(path) instanceof Tree.Scalar(String text, Origin _)
                ? text
                : AddressText.of(defaultAddress(flag.key()));
        // What is no address stays as it is, and is a problem of its own.
        return AddressText.withPort(address, flag.port())
                .map(changed -> tree.with(path, new Tree.Scalar(changed, flag.origin())))
                .orElse(tree);
    }

    private static InetSocketAddress defaultAddress(String key) {
        Configuration defaults = Configuration.defaults();
        return key.equals("admin") ? defaults.admin() : defaults.listen();
    }

    private Tree.Mapping withoutAlias(Tree.Mapping tree) {
        Tree alias = tree.at(ANONYMOUS_ALIAS);
        if (alias == null) {
            return tree;
        }
        Tree named = tree.at(ANONYMOUS);
        if (named != null) {
            problems.add(new Problem(
                    String.join(".", ANONYMOUS_ALIAS),
                    "it beside anonymous",
                    "it once; the other is at " + named.origin().text(),
                    alias.origin()));
        }
        Tree.Mapping without = tree.without(ANONYMOUS_ALIAS);
        return named == null ? without.with(ANONYMOUS, alias) : without;
    }
}
