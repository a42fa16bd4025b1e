package dev.holdfast.clinic.part;

import dev.holdfast.cli.config.bind.Key;
import dev.holdfast.cli.config.load.ConfigurationLoader;
import dev.holdfast.cli.config.load.Layers;
import dev.holdfast.cli.config.load.LoadedConfiguration;
import dev.holdfast.cli.config.load.Loading;
import dev.holdfast.cli.config.source.Problem;
import dev.holdfast.cli.node.Node;
import dev.holdfast.cli.node.Served;
import dev.holdfast.cli.node.StartFailure;
import dev.holdfast.core.cause.Classifier;
import dev.holdfast.observe.log.ConsoleOptions;
import dev.holdfast.server.Handler;
import dev.holdfast.server.Route;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A whole Holdfast server in this process, wired as the command wires it, on real sockets and the machine's clock.
public final class Server implements AutoCloseable {
    private static final Pattern READY = Pattern.compile(
            "Holdfast ready: ws://(?<host>\\S+):(?<port>\\d+)/\\S* · diagnostics (?<admin>\\S+) · log .*");

    private final Node node;
    private final Path log;
    private final Classifier classifier;
    private final InetSocketAddress address;
    private final Diagnostics diagnostics;

    private Server(Node node, Path log, Classifier classifier) throws IOException {
        this.node = node;
        this.log = log;
        this.classifier = classifier;
        Matcher ready = READY.matcher(node.readyLine());
        if (!ready.matches()) {
            throw new IOException("found the ready line \"" + node.readyLine() + "\": expected an address in it");
        }
        address = new InetSocketAddress(
                InetAddress.getByName(ready.group("host")), Integer.parseInt(ready.group("port")));
        diagnostics = new Diagnostics(URI.create(ready.group("admin")));
    }

    public InetSocketAddress address() {
        return address;
    }

    public Diagnostics diagnostics() {
        return diagnostics;
    }

    public Path log() {
        return log;
    }

    /// Stops in order, as the drain options say, and waits for it.
    public void drain(String signal) throws Exception {
        node.drain(signal).toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    /// Begins to stop in order.
    public void beginDrain(String signal) {
        var _ = node.drain(signal);
    }

    /// Stops, and holds what API, metrics and log said against each other, and against the log as it is read again.
    ///
    /// @throws Inconsistency when they contradict
    @Override
    public void close() throws Exception {
        Consistency told;
        try {
            told = Consistency.of(diagnostics);
        } finally {
            node.close();
        }
        List<String> lines = Files.readAllLines(log);
        told.holdAgainst(lines);
        ReadAgain.hold(log, lines, classifier);
    }

    /// What a server is to be, before it is started: a configuration as an operator writes it, and an application.
    public static final class Setup {
        private static final String PLACES = """
                listen: 127.0.0.1:0
                admin: 127.0.0.1:0
                path: /ws
                limits: { connections-per-user: 0 }
                """;

        private final String yaml;
        private final Classifier classifier;
        private final Consumer<AutoCloseable> owner;
        private final Path log;
        private final Map<String, String> environment = new HashMap<>();
        private List<Route> routes = Served.echo("/ws").routes();

        private Setup(Path folder, String yaml, Classifier classifier, Consumer<AutoCloseable> owner) {
            this.yaml = yaml;
            this.classifier = classifier;
            this.owner = owner;
            try {
                log = Files.createTempDirectory(folder, "server").resolve("backend.log");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            environment.put("CLINIC_JWT_SECRET", Token.SECRET);
            with("log.file", log.toString());
        }

        public static Setup development(Path folder, Classifier classifier, Consumer<AutoCloseable> owner) {
            return new Setup(folder, PLACES + """
                    environment: development
                    auth: { development-bypass: true }
                    drain: { grace: 0s, window: 1s }
                    """, classifier, owner);
        }

        public static Setup production(Path folder, Classifier classifier, Consumer<AutoCloseable> owner) {
            return new Setup(folder, PLACES + """
                    environment: production
                    origins: [ "https://app.example.com" ]
                    auth:
                      jwt: { secret-env: CLINIC_JWT_SECRET, issuer: "https://issuer.example.com", audience: chat }
                    """, classifier, owner);
        }

        /// Its keys come from there, and not from the shared secret.
        public static Setup withKeysFrom(URI jwks, Path folder, Classifier classifier, Consumer<AutoCloseable> owner) {
            return new Setup(folder, PLACES + """
                            environment: production
                            origins: [ "https://app.example.com" ]
                            auth:
                              jwt: { issuer: "https://issuer.example.com", audience: chat }
                            """, classifier, owner).with("auth.jwt.jwks", jwks.toString());
        }

        /// A gateway in front of this backend, in place of a server.
        public static Setup gateway(
                InetSocketAddress backend, Path folder, Classifier classifier, Consumer<AutoCloseable> owner) {
            return new Setup(folder, """
                            environment: development
                            listen: 127.0.0.1:0
                            admin: 127.0.0.1:0
                            path: /
                            drain: { grace: 0s, window: 1s }
                            closing: { timeout: 1s }
                            """, classifier, owner)
                    .with("proxy.to", "ws://" + backend.getAddress().getHostAddress() + ":" + backend.getPort());
        }

        /// Sets a key, such as `heartbeat.interval` to `1h`.
        public Setup with(String key, String value) {
            environment.put(Key.variable(key), value);
            return this;
        }

        /// Tokens are checked as in production: [Token#signed()] is good.
        public Setup checkingTokens() {
            return with("auth.jwt.secret-env", "CLINIC_JWT_SECRET");
        }

        /// Connections that nothing of ours disturbs: no ping for an hour.
        public Setup withoutPings() {
            return with("heartbeat.interval", "1h");
        }

        /// A ping after so much silence, and so much time for its answer.
        public Setup pinging(Duration interval, Duration timeout) {
            return with("heartbeat.interval", interval.toMillis() + "ms")
                    .with("heartbeat.timeout", timeout.toMillis() + "ms");
        }

        public Setup serving(Route... other) {
            routes = List.of(other);
            return this;
        }

        /// Served on virtual threads at `/ws`.
        public Setup serving(Handler handler) {
            return serving(Route.of("/ws", handler));
        }

        public Server start() throws IOException {
            ConsoleOptions nowhere = new ConsoleOptions(
                    new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
                    false,
                    ZoneOffset.UTC);
            try {
                Node node = Node.start(loaded(), Served.only(routes), nowhere, "clinic", Node.Clock.SYSTEM, classifier);
                Server server = new Server(node, log, classifier);
                owner.accept(server);
                return server;
            } catch (StartFailure failure) {
                throw new IOException(failure.sentence(), failure);
            }
        }

        private LoadedConfiguration loaded() throws IOException {
            return switch (ConfigurationLoader.load(
                    new Layers(new Layers.Preset("this case", yaml), environment, List.of()))) {
                case Loading.Valid(LoadedConfiguration loaded) -> loaded;
                case Loading.Invalid(List<Problem> problems) ->
                    throw new IOException(
                            problems.stream().map(Problem::text).toList().toString());
            };
        }
    }
}
