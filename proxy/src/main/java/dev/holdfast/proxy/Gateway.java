package dev.holdfast.proxy;

import dev.holdfast.core.cause.Classifier;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.port.Authenticator;
import dev.holdfast.core.port.ClientReports;
import dev.holdfast.core.port.ConnectionListener;
import dev.holdfast.core.port.HoldBack;
import dev.holdfast.core.port.LiveConnections;
import dev.holdfast.core.port.ServerFigures;
import dev.holdfast.core.port.TimeSource;
import dev.holdfast.core.port.WhyAnswers;
import dev.holdfast.proxy.access.Door;
import dev.holdfast.proxy.backend.Backend;
import dev.holdfast.proxy.backend.BackendTls;
import dev.holdfast.proxy.backend.Backends;
import dev.holdfast.proxy.backend.HealthChecks;
import dev.holdfast.proxy.backend.Standing;
import dev.holdfast.proxy.page.ObserverScript;
import dev.holdfast.proxy.plain.PlainParts;
import dev.holdfast.proxy.relay.CredentialMarks;
import dev.holdfast.proxy.relay.Downstream;
import dev.holdfast.proxy.relay.GatewayConnections;
import dev.holdfast.proxy.relay.GatewayFigures;
import dev.holdfast.proxy.relay.GatewayParts;
import dev.holdfast.server.Pages;
import dev.holdfast.server.connection.Admission;
import dev.holdfast.server.connection.Availability;
import dev.holdfast.server.connection.CredentialCheck;
import dev.holdfast.server.connection.Drain;
import dev.holdfast.server.connection.Ids;
import dev.holdfast.server.connection.SilentConnects;
import dev.holdfast.server.handshake.OriginPolicy;
import dev.holdfast.server.health.NodeWatch;
import dev.holdfast.server.question.Questions;
import dev.holdfast.server.question.ReportAllowance;
import dev.holdfast.server.time.Timers;
import dev.holdfast.server.transport.Listener;
import dev.holdfast.server.transport.ProxyProtocol;
import dev.holdfast.server.transport.Tls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// A running gateway. Safe for use by any thread.
public final class Gateway implements AutoCloseable {
    /// `/why` tells nobody anything but who knows an attempt's id, so pages of every origin may ask.
    private static final OriginPolicy ANY_PAGE = new OriginPolicy(List.of(), false, false);

    private final GatewayParts parts;
    private final Listener listener;
    private final GatewayFigures figures;
    private final Drain drain;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Gateway(GatewayParts parts, Listener listener, GatewayFigures figures) {
        this.parts = parts;
        this.listener = listener;
        this.figures = figures;
        this.drain = new Drain(
                new Drain.Drained(
                        parts.options().drain(),
                        parts.availability(),
                        parts.listener(),
                        parts.timers(),
                        parts.connections()::all,
                        parts.connections()::count),
                listener,
                figures.loops());
    }

    /// What the gateway is given from outside.
    ///
    /// @param listener hears of every connection; called on event loops
    /// @param why answers `GET /why/{attempt}`
    /// @param reports takes what clients report of their ends
    /// @param authenticator judges credentials, where the gateway is to ask for them
    /// @param holdBack says who is refused because it connects again and again; only those that were asked
    /// who they are
    /// @param classifier explains ends
    /// @param observer the text of the observer script, to be added to pages; `null` where it is not
    /// @param time the clock
    /// @param timers its deadlines; of the same clock
    public record Ports(
            ConnectionListener listener,
            WhyAnswers why,
            ClientReports reports,
            @Nullable Authenticator authenticator,
            HoldBack holdBack,
            Classifier classifier,
            @Nullable String observer,
            TimeSource time,
            Timers timers) {}

    /// Binds and relays.
    ///
    /// @throws IOException when the address can't be bound
    /// @throws BackendIsItselfException when the backend is the address it listens on: it would ask itself for ever
    /// @throws dev.holdfast.server.transport.TlsUnusableException when a file for TLS can't be used
    public static Gateway start(GatewayOptions options, Ports ports) throws IOException {
        BackendTls backendTls = backendTls(options);
        Listener.Wrapping wrapping = wrapping(options, ports);
        ExecutorService blocking = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("holdfast-resolve-", 0).factory());
        Backends backends = new Backends(options.to());
        GatewayConnections connections = new GatewayConnections();
        Availability availability = new Availability();
        Ids ids = new Ids(new SecureRandom());
        ObserverScript observer =
                ports.observer() == null ? null : new ObserverScript(ports.observer(), ports.listener());
        Door door = door(options.access(), ports, blocking);
        PlainParts plain = new PlainParts(
                options,
                backends,
                backendTls,
                door != null && door.forEverything() ? door : null,
                new Questions(
                        ports.why(),
                        ports.reports(),
                        new ReportAllowance(ports.time()),
                        observer == null ? Pages.NONE : observer,
                        ANY_PAGE),
                observer,
                connections::attempted,
                availability,
                ports.listener(),
                ports.classifier(),
                ids,
                ports.time(),
                blocking);
        GatewayParts parts = new GatewayParts(
                options,
                backends,
                backendTls,
                new CredentialMarks(new SecureRandom()),
                door,
                ports.listener(),
                plain,
                ports.classifier(),
                ports.time(),
                ports.timers(),
                connections,
                new Admission(options.limits()),
                availability,
                new SilentConnects(),
                ids,
                NodeWatch.start(ports.listener()::noticed),
                blocking);
        GatewayFigures figures = new GatewayFigures(parts);
        Listener listener;
        try {
            listener = Listener.bind(
                    options.listen(),
                    wrapping,
                    figures::watch,
                    transport -> new Downstream(parts, transport, figures.shareOf(transport.eventLoop())),
                    parts.watch()::acceptFailed);
        } catch (IOException e) {
            parts.watch().close();
            blocking.shutdownNow();
            throw e;
        }
        Gateway gateway = new Gateway(parts, listener, figures);
        for (Backend backend : options.to()) {
            if (backend.isAt(listener.address())) {
                gateway.close();
                throw new BackendIsItselfException(backend);
            }
        }
        gateway.watchBackends();
        parts.availability().ready();
        parts.silentConnects().tell(parts.timers(), figures.loops().getFirst(), parts.listener());
        return gateway;
    }

    private static @Nullable BackendTls backendTls(GatewayOptions options) throws IOException {
        BackendTlsOptions given = options.backendTls();
        return options.to().stream().anyMatch(Backend::secure)
                ? new BackendTls(Tls.ofClient(given.authorities(), given.certificate(), given.key()), given.name())
                : null;
    }

    private static @Nullable Door door(AccessOptions access, Ports ports, ExecutorService blocking) {
        return access.asked() == AccessOptions.Asked.NONE
                ? null
                : new Door(
                        access,
                        new CredentialCheck.Judge(
                                Objects.requireNonNull(ports.authenticator(), "nobody to judge credentials"),
                                blocking,
                                ports.time()),
                        ports.holdBack());
    }

    private static Listener.Wrapping wrapping(GatewayOptions options, Ports ports) throws IOException {
        TlsOptions given = options.tls();
        return new Listener.Wrapping(
                given == null ? null : Tls.ofServer(given.certificate(), given.key(), given.clientAuthorities()),
                options.proxyProtocol()
                        ? new ProxyProtocol(
                                options.trusted()::holds,
                                options.limits().handshakeTimeout(),
                                new WithoutProxyHeader(ports.listener(), ports.time())::refused)
                        : null);
    }

    private void watchBackends() {
        SharingOptions sharing = parts.options().sharing();
        // One alone gets every connection, however it is.
        if (parts.backends().all().size() > 1 && !sharing.healthInterval().isZero()) {
            new HealthChecks(
                            parts.backends(),
                            new HealthChecks.Rules(
                                    sharing.healthInterval(), sharing.healthPath(), parts.backendTls(), this::leave),
                            figures.loops().getFirst(),
                            parts.blocking(),
                            parts.timers(),
                            parts.listener())
                    .start();
        }
    }

    /// A backend says that it goes away: its connections are ended, spread over the drain window, if there is another
    /// for them.
    private void leave(Standing leaving, String sign) {
        if (parts.backends().all().stream().noneMatch(Standing::isUp)) {
            return;
        }
        Duration window = parts.options().drain().window();
        for (Downstream connection : parts.connections().all()) {
            if (connection.goesTo(leaving)) {
                Decision decision =
                        new Decision.BackendLeaving(leaving.backend().authority(), sign, random(window));
                parts.timers().after(connection.eventLoop(), random(window), () -> connection.end(decision));
            }
        }
    }

    private static Duration random(Duration below) {
        return Duration.ofNanos(ThreadLocalRandom.current().nextLong(below.toNanos() + 1));
    }

    /// Where it listens; with the port that was taken where 0 was asked for.
    public InetSocketAddress address() {
        return listener.address();
    }

    /// How its backends stand.
    public List<Standing> backends() {
        return parts.backends().all();
    }

    public LiveConnections connections() {
        return parts.connections();
    }

    public ServerFigures figures() {
        return figures;
    }

    /// Whether new connections are welcome.
    public boolean ready() {
        return parts.availability().isReady();
    }

    /// Stops in order, as [dev.holdfast.server.HoldfastServer#drain(String)] does.
    ///
    /// @return done when every connection has ended
    public CompletionStage<Void> drain(String signal) {
        return drain.start(signal);
    }

    /// Stops at once.
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            drain.now("shutdown");
            parts.blocking().shutdownNow();
            listener.stop();
            parts.watch().close();
        }
    }
}
