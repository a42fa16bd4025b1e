package dev.holdfast.cli.command;

import dev.holdfast.cli.config.load.Layers;
import dev.holdfast.cli.node.Served;
import dev.holdfast.cli.node.StartFailure;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Serves by a configuration file.",
            "",
            "Environment variables win over the file (HOLDFAST_LIMITS_MESSAGE_BYTES=128KiB sets limits.message-bytes),"
                    + " flags win over both. What is wrong is told all at once, and nothing is started. SIGTERM and"
                    + " SIGINT drain: no new connections, open ones are closed in order and told when to come back. A"
                    + " second signal ends it at once."
        },
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "Examples:",
            "  holdfast serve --config holdfast.yaml",
            "  holdfast serve --config holdfast.yaml --app target/my-app.jar",
            "  HOLDFAST_LISTEN=0.0.0.0:8443 holdfast serve --config holdfast.yaml",
            "  holdfast serve --config holdfast.yaml --port 0 --admin-port 0 --log-file /var/log/holdfast/backend.log"
        })
final class ServeCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The configuration, in YAML.")
    private @Nullable Path config;

    @Option(
            names = "--app",
            paramLabel = "JAR",
            description = "The application, as docs/application.md describes it. Default: an echo.")
    private @Nullable Path app;

    @Mixin
    private final PlaceOptions places = new PlaceOptions();

    ServeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws StartFailure {
        Path file = Objects.requireNonNull(config);
        return new Serving(terminal)
                .run(new Layers(new Layers.File(file), terminal.environment(), places.flags()), app, Served::echo);
    }
}
