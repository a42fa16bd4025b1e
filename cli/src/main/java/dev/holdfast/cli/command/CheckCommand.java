package dev.holdfast.cli.command;

import dev.holdfast.cli.config.load.ConfigurationLoader;
import dev.holdfast.cli.config.load.EffectiveConfiguration.Setting;
import dev.holdfast.cli.config.load.Layers;
import dev.holdfast.cli.config.load.LoadedConfiguration;
import dev.holdfast.cli.config.load.Loading;
import dev.holdfast.cli.config.source.Warning;
import dev.holdfast.cli.node.Applications;
import dev.holdfast.cli.node.StartFailure;
import dev.holdfast.server.Route;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Tells whether a configuration can be served, without serving it.",
            "",
            "Reads what serve reads: the file, HOLDFAST_… variables, flags, the secrets they name. Lists every error with"
                    + " its key, the value found, what would be right, and its line; and what may surprise."
        },
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "Exit status: 0 when it can be served, also with warnings; 2 when it can't.",
            "",
            "Examples:",
            "  holdfast check --config holdfast.yaml",
            "  holdfast check --config holdfast.yaml --app target/my-app.jar",
            "  HOLDFAST_ENVIRONMENT=staging holdfast check --config holdfast.yaml"
        })
final class CheckCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The configuration, in YAML.")
    private @Nullable Path config;

    @Option(names = "--app", paramLabel = "JAR", description = "Loads this application too, and lists its paths.")
    private @Nullable Path app;

    @Mixin
    private final PlaceOptions places = new PlaceOptions();

    CheckCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws StartFailure {
        Path file = Objects.requireNonNull(config);
        Layers layers = new Layers(new Layers.File(file), terminal.environment(), places.flags());
        return switch (ConfigurationLoader.load(layers)) {
            case Loading.Invalid invalid -> ProblemList.print(terminal.err(), invalid);
            case Loading.Valid(LoadedConfiguration loaded) -> {
                List<Route> routes = app == null
                        ? List.of()
                        : Applications.load(app, loaded.configuration().path()).routes();
                print(file, loaded, routes);
                yield ExitStatus.OK;
            }
        };
    }

    private void print(Path file, LoadedConfiguration loaded, List<Route> routes) {
        PrintStream out = terminal.out();
        out.println(file + ": configuration is valid");
        out.println();
        out.println("What differs from the defaults:");
        loaded.effective().settings().stream()
                .filter(setting -> !setting.isDefault())
                .map(Setting::text)
                .forEach(line -> out.println("  " + line));
        if (!routes.isEmpty()) {
            out.println();
            out.println("Paths of the application:");
            routes.forEach(route -> out.println("  " + route.path()));
        }
        if (!loaded.warnings().isEmpty()) {
            out.println();
            out.println("Warnings:");
            loaded.warnings().stream().map(Warning::line).forEach(line -> out.println("  " + line));
        }
    }
}
