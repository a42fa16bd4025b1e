package dev.holdfast.cli.command;

import dev.holdfast.cli.config.load.Layers;
import dev.holdfast.cli.config.load.Layers.Flag;
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
        name = "proxy",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Stands in front of a WebSocket backend in any language and explains every connection that ends.",
            "",
            "Requests go to the backend as clients send them and answers come back as it gives them; frames are never"
                    + " changed. Who is let in stays the backend's to decide, unless `proxy.authenticate` says"
                    + " otherwise."
        },
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "Examples:",
            "  holdfast proxy --to ws://127.0.0.1:8000",
            "  holdfast proxy --to ws://127.0.0.1:8000 --port 0 --admin-port 0 --log-file /tmp/backend.log",
            "  holdfast proxy --to ws://127.0.0.1:8000 --heartbeat 25s",
            "  holdfast proxy --to ws://127.0.0.1:5173 --observe      in front of a development server and its pages",
            "  holdfast proxy --config gateway.yaml      listen, limits and the rest by a file, with proxy: { to: … }",
            "  grep \"WebSocket disconnect\" backend.log | jq '.explanation.summary'"
        })
final class ProxyCommand implements Callable<Integer> {
    /// What holds where neither file, variable nor flag says otherwise.
    private static final String RULES = """
            environment: development
            listen: 127.0.0.1:8080
            admin: 127.0.0.1:9090
            path: /
            drain:
              grace: 0s
              window: 1s
            log:
              file: backend.log
              console: text
            """;

    private final Terminal terminal;

    @Option(
            names = "--to",
            paramLabel = "URL",
            description =
                    "The backend, like ws://127.0.0.1:8000, or that of `proxy.to`. Paths are kept, so it has none. Several"
                            + " share the connections.")
    private List<String> to = List.of();

    @Option(
            names = "--heartbeat",
            paramLabel = "DURATION",
            description = "Silence after which the gateway pings client and backend, like 25s; or `proxy.heartbeat`."
                    + " Default 0s, no pings.")
    private @Nullable String heartbeat;

    @Option(
            names = "--observe",
            description = "In development: adds the observer script to the backend's HTML pages, so that both ends of a"
                    + " connection are heard; or `proxy.observe: loopback`.")
    private boolean observe;

    @Option(names = "--config", paramLabel = "FILE", description = "A configuration, in YAML.")
    private @Nullable Path config;

    @Mixin
    private final PlaceOptions places = new PlaceOptions();

    ProxyCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws StartFailure {
        List<Flag> flags = new ArrayList<>(places.flags());
        if (!to.isEmpty()) {
            flags.add(new Flag.Value("--to", "proxy.to", to.getFirst()));
        }
        if (to.size() > 1) {
            flags.add(new Flag.Values("--to", "proxy.also-to", to.subList(1, to.size())));
        }
        if (heartbeat != null) {
            flags.add(new Flag.Value("--heartbeat", "proxy.heartbeat", heartbeat));
        }
        if (observe) {
            flags.add(new Flag.Value("--observe", "proxy.observe", "loopback"));
        }
        Layers.Preset rules = new Layers.Preset("holdfast proxy", RULES);
        Layers.Base base = config == null ? rules : new Layers.File(config, rules);
        return new Serving(terminal).relay(new Layers(base, terminal.environment(), flags));
    }
}
