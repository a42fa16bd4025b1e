package dev.holdfast.cli.command;

import dev.holdfast.cli.config.load.Layers;
import dev.holdfast.cli.config.load.Layers.Flag;
import dev.holdfast.cli.node.Served;
import dev.holdfast.cli.node.StartFailure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "dev",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Serves an echo on this machine only and explains every connection that ends.",
            "",
            "Whoever connects without a token becomes a temporary user dev-temp-…, with a warning each time. Pages of"
                    + " localhost, 127.0.0.1 and [::1] may connect. A token that is present is checked, and refused if it"
                    + " is wrong, or if no key is configured to check it with."
        },
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "Every key of the configuration can be set by its variable, such as HOLDFAST_HEARTBEAT_INTERVAL=5s.",
            "",
            "Examples:",
            "  holdfast dev",
            "  holdfast dev --port 0 --admin-port 0 --log-file /tmp/backend.log",
            "  JWT_SECRET=\"$(openssl rand -base64 32)\" holdfast dev --jwt-secret-env JWT_SECRET",
            "  holdfast dev --app target/my-app.jar",
            "  grep \"WebSocket disconnect\" backend.log | jq '.explanation.summary'"
        })
final class DevCommand implements Callable<Integer> {
    /// The rules of development, as if they stood in a file.
    private static final String RULES = """
            environment: development
            listen: 127.0.0.1:8080
            admin: 127.0.0.1:9090
            path: /ws
            auth:
              development-bypass: true
            drain:
              grace: 0s
              window: 1s
            log:
              file: backend.log
              console: text
            """;

    private final Terminal terminal;

    @Mixin
    private final PlaceOptions places = new PlaceOptions();

    @Option(
            names = "--jwt-secret-env",
            paramLabel = "NAME",
            description = "The environment variable that holds the HS256 secret by which tokens are checked. Default:"
                    + " tokens from elsewhere are refused.")
    private @Nullable String jwtSecretEnv;

    @Option(names = "--app", paramLabel = "JAR", description = "An application to serve in place of the echo.")
    private @Nullable Path app;

    DevCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws StartFailure {
        List<Flag> flags = new ArrayList<>(places.flags());
        if (jwtSecretEnv != null) {
            flags.add(new Flag.Value("--jwt-secret-env", "auth.jwt.secret-env", jwtSecretEnv));
        }
        Layers layers = new Layers(new Layers.Preset("holdfast dev", RULES), terminal.environment(), flags);
        return new Serving(terminal).run(layers, app, Served::demo);
    }
}
