package dev.holdfast.cli.node;

import dev.holdfast.cli.config.Configuration;
import dev.holdfast.cli.config.bind.AddressText;
import dev.holdfast.cli.config.load.LoadedConfiguration;
import dev.holdfast.core.cause.Classifier;
import dev.holdfast.core.cause.rules.CauseCatalog;
import dev.holdfast.core.connection.Notice;
import dev.holdfast.core.port.ConnectionListener;
import dev.holdfast.core.port.TimeSource;
import dev.holdfast.observe.Observability;
import dev.holdfast.observe.ObserveOptions;
import dev.holdfast.observe.http.DiagnosticsOptions;
import dev.holdfast.observe.http.DiagnosticsServer;
import dev.holdfast.observe.http.DiagnosticsSources;
import dev.holdfast.observe.http.PortUnavailableException;
import dev.holdfast.observe.http.Readiness;
import dev.holdfast.observe.log.ConsoleOptions;
import dev.holdfast.observe.log.LogUnavailableException;
import dev.holdfast.proxy.BackendIsItselfException;
import dev.holdfast.proxy.Gateway;
import dev.holdfast.proxy.GatewayOptions;
import dev.holdfast.server.HoldfastServer;
import dev.holdfast.server.Pages;
import dev.holdfast.server.time.Timers;
import dev.holdfast.server.transport.TlsUnusableException;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Everything that one configuration starts. It is started in the order in which one part needs the other and
/// stopped in the opposite one, so that the end of the last connection is in the log. Safe for use by any
/// thread.
public final class Node implements AutoCloseable {
    private final LoadedConfiguration loaded;
    private final Observability observability;
    private final Credentials credentials;
    private final Face face;
    private final DiagnosticsServer diagnostics;

    private Node(
            LoadedConfiguration loaded,
            Observability observability,
            Credentials credentials,
            Face face,
            DiagnosticsServer diagnostics) {
        this.loaded = loaded;
        this.observability = observability;
        this.credentials = credentials;
        this.face = face;
        this.diagnostics = diagnostics;
    }

    /// @param console where people read the log, if the configuration wants it there
    /// @param version of the program
    /// @throws StartFailure with one sentence; nothing is left running then
    public static Node start(LoadedConfiguration loaded, Served served, ConsoleOptions console, String version)
            throws StartFailure {
        return start(loaded, served, console, version, Clock.SYSTEM);
    }

    /// What time it is, and what runs when it has come.
    ///
    /// @param timers of the same clock
    public record Clock(TimeSource time, Timers timers) {
        /// The machine's own.
        public static final Clock SYSTEM = new Clock(TimeSource.SYSTEM, Timers.SYSTEM);
    }

    /// The same on another clock than the machine's, which tests own.
    public static Node start(
            LoadedConfiguration loaded, Served served, ConsoleOptions console, String version, Clock clock)
            throws StartFailure {
        return start(loaded, served, console, version, clock, CauseCatalog.classifier());
    }

    /// The same with another classifier than the whole catalogue's: a control run goes without a rule or two.
    ///
    /// @param classifier the only one of this node
    public static Node start(
            LoadedConfiguration loaded,
            Served served,
            ConsoleOptions console,
            String version,
            Clock clock,
            Classifier classifier)
            throws StartFailure {
        Configuration configuration = loaded.configuration();
        Observability observability = observability(configuration, console, version, clock, classifier);
        Credentials credentials = Credentials.of(loaded, observability.listener(), clock.time());
        Face face = null;
        try {
            face = face(configuration, served, observability, credentials, clock, classifier);
            DiagnosticsServer diagnostics = diagnostics(loaded, observability, credentials, face);
            face.diagnosticsAt(diagnostics.address());
            Node node = new Node(loaded, observability, credentials, face, diagnostics);
            node.tellOfTheStart(version);
            return node;
        } catch (StartFailure failure) {
            observability.listener().noticed(Notice.warn("start-failed", failure.sentence(), Map.of()));
            if (face != null) {
                face.close();
            }
            credentials.close();
            observability.close();
            throw failure;
        }
    }

    private static Observability observability(
            Configuration configuration, ConsoleOptions console, String version, Clock clock, Classifier classifier)
            throws StartFailure {
        @Nullable
        ConsoleOptions shown = switch (configuration.log().console()) {
            case NONE -> null;
            case TEXT -> console;
        };
        try {
            return Observability.start(
                    new ObserveOptions(
                            configuration.log().options(),
                            shown,
                            version,
                            configuration.ends().kept(),
                            configuration.incidents(),
                            pings(configuration)),
                    clock.time(),
                    classifier);
        } catch (LogUnavailableException e) {
            throw new StartFailure(String.valueOf(e.getMessage()), e);
        }
    }

    private static Duration pings(Configuration configuration) {
        GatewayOptions gateway = configuration.gatewayOptions();
        if (gateway == null) {
            return configuration.heartbeat().interval();
        }
        return gateway.heartbeat() == null ? Duration.ZERO : gateway.heartbeat().interval();
    }

    private static Face face(
            Configuration configuration,
            Served served,
            Observability observability,
            Credentials credentials,
            Clock clock,
            Classifier classifier)
            throws StartFailure {
        GatewayOptions gateway = configuration.gatewayOptions();
        try {
            if (gateway != null) {
                return new Face.InFront(Gateway.start(
                        gateway,
                        new Gateway.Ports(
                                observability.listener(),
                                observability.whyAnswers(),
                                observability.clientReports(),
                                credentials.authenticator(),
                                observability.holdBack(),
                                classifier,
                                ObserverText.of(configuration),
                                clock.time(),
                                clock.timers())));
            }
            Pages pages = served.pages().apply(credentials.development());
            return new Face.Server(
                    HoldfastServer.start(
                            configuration.serverOptions(),
                            served.routes(),
                            new HoldfastServer.Ports(
                                    credentials.authenticator(),
                                    observability.listener(),
                                    observability.whyAnswers(),
                                    observability.clientReports(),
                                    observability.holdBack(),
                                    pages,
                                    classifier,
                                    clock.time(),
                                    clock.timers())),
                    served.routes(),
                    pages);
        } catch (TlsUnusableException | BackendIsItselfException e) {
            throw new StartFailure(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new StartFailure(BindFailure.sentence(configuration.listen(), e), e);
        }
    }

    private static DiagnosticsServer diagnostics(
            LoadedConfiguration loaded, Observability observability, Credentials credentials, Face face)
            throws StartFailure {
        Configuration configuration = loaded.configuration();
        JsonNode shown = loaded.effective().json();
        JsonNode warnings = ShownWarnings.of(loaded);
        try {
            return observability.diagnostics(
                    new DiagnosticsOptions(
                            configuration.admin(),
                            configuration.adminHosts(),
                            loaded.secrets().adminToken()),
                    new DiagnosticsSources(
                            face.connections(),
                            face.figures(),
                            () -> shown,
                            () -> warnings,
                            () -> face.ready()
                                    ? new Readiness.Ready()
                                    : new Readiness.NotReady("draining: the server is about to stop"),
                            credentials.tickets()));
        } catch (PortUnavailableException e) {
            throw new StartFailure(String.valueOf(e.getMessage()), e);
        }
    }

    private void tellOfTheStart(String version) {
        Configuration configuration = loaded.configuration();
        ConnectionListener log = observability.listener();
        log.noticed(Notice.info(
                "server-started",
                "Server started",
                Map.of(
                        "version", version,
                        "environment", configuration.environment().name().toLowerCase(Locale.ROOT),
                        "listen", AddressText.of(face.address()),
                        "admin", AddressText.of(diagnostics.address()),
                        "paths", face.paths())));
        if (configuration.auth().developmentBypass()) {
            log.noticed(Notice.warn(
                    "development-rules",
                    "Development: whoever connects without a token is let in as a temporary user dev-temp-…; "
                            + (credentials.development() == null
                                    ? ""
                                    : "no key is configured, so tokens from elsewhere are refused; ")
                            + "only this machine can connect",
                    Map.of()));
        }
        loaded.warnings()
                .forEach(warning -> log.noticed(Notice.warn(
                        "configuration-warning",
                        warning.text(),
                        Map.of("key", warning.key(), "source", warning.origin().text()))));
    }

    /// `Holdfast ready: …`, with the ports that were really taken.
    public String readyLine() {
        return ReadyLine.of(
                face.address(),
                face.path(),
                diagnostics.address(),
                loaded.configuration().log().file());
    }

    /// Stops in order, as the drain options say. [#close()] is still to be called after it.
    ///
    /// @param signal what asks for it, for the explanation
    /// @return done when every connection has ended
    public CompletionStage<Void> drain(String signal) {
        return face.drain(signal);
    }

    /// Stops at once; connections that are still open are ended first. All of it is in the log when this
    /// returns.
    @Override
    public void close() {
        face.close();
        diagnostics.close();
        credentials.close();
        observability.close();
    }
}
