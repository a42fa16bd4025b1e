package dev.holdfast.server;

import dev.holdfast.core.cause.Classifier;
import dev.holdfast.core.cause.rules.CauseCatalog;
import dev.holdfast.core.credential.CarrierOptions;
import dev.holdfast.core.port.Authenticator;
import dev.holdfast.core.port.ClientReports;
import dev.holdfast.core.port.ConnectionListener;
import dev.holdfast.core.port.HoldBack;
import dev.holdfast.core.port.LiveConnections;
import dev.holdfast.core.port.ServerFigures;
import dev.holdfast.core.port.TimeSource;
import dev.holdfast.core.port.WhyAnswers;
import dev.holdfast.server.connection.Admission;
import dev.holdfast.server.connection.Availability;
import dev.holdfast.server.connection.Drain;
import dev.holdfast.server.connection.Figures;
import dev.holdfast.server.connection.Ids;
import dev.holdfast.server.connection.Registry;
import dev.holdfast.server.connection.ServerConnection;
import dev.holdfast.server.connection.SilentConnects;
import dev.holdfast.server.connection.Surroundings;
import dev.holdfast.server.frame.FrameLimits;
import dev.holdfast.server.handshake.OriginPolicy;
import dev.holdfast.server.handshake.Subprotocols;
import dev.holdfast.server.health.NodeWatch;
import dev.holdfast.server.options.Environment;
import dev.holdfast.server.options.LimitOptions;
import dev.holdfast.server.options.ServerOptions;
import dev.holdfast.server.question.Questions;
import dev.holdfast.server.question.ReportAllowance;
import dev.holdfast.server.time.Timers;
import dev.holdfast.server.transport.Listener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// A running server. Safe for use by any thread.
public final class HoldfastServer implements AutoCloseable {
    /// How long a stop waits for handlers, once before they are interrupted and once after.
    private static final Duration HANDLERS_FINISH = Duration.ofSeconds(1);

    private final Surroundings around;
    private final Listener listener;
    private final Figures figures;
    private final Drain drain;
    private final AtomicBoolean closed = new AtomicBoolean();

    private HoldfastServer(Surroundings around, Listener listener, Figures figures) {
        this.around = around;
        this.listener = listener;
        this.figures = figures;
        this.drain = new Drain(
                new Drain.Drained(
                        around.options().drain(),
                        around.availability(),
                        around.listener(),
                        around.timers(),
                        around.registry()::transports,
                        around.registry()::count),
                listener,
                figures.loops());
    }

    /// What the server is given from outside.
    ///
    /// @param authenticator judges credentials; without one nobody but anonymous or development users is let in
    /// @param listener hears of every connection; called on event loops
    /// @param why answers `GET /why/{attempt}`
    /// @param reports takes what clients report of their ends
    /// @param holdBack says who is refused because of a reconnect loop
    /// @param pages to be shown on the public port
    /// @param classifier explains ends; the same as in all that shows them
    /// @param time the clock
    /// @param timers its deadlines; of the same clock
    public record Ports(
            @Nullable Authenticator authenticator,
            ConnectionListener listener,
            WhyAnswers why,
            ClientReports reports,
            HoldBack holdBack,
            Pages pages,
            Classifier classifier,
            TimeSource time,
            Timers timers) {
        /// On the machine's own clock, with the whole catalogue and no pages.
        public Ports(
                @Nullable Authenticator authenticator,
                ConnectionListener listener,
                WhyAnswers why,
                ClientReports reports) {
            this(
                    authenticator,
                    listener,
                    why,
                    reports,
                    HoldBack.NOBODY,
                    Pages.NONE,
                    CauseCatalog.classifier(),
                    TimeSource.SYSTEM,
                    Timers.SYSTEM);
        }
    }

    /// Binds and serves.
    ///
    /// @param routes at least one, no path twice
    /// @throws IOException when the address can't be bound
    /// @throws IllegalArgumentException when the routes can't be served
    public static HoldfastServer start(ServerOptions options, List<Route> routes, Ports ports) throws IOException {
        LimitOptions limits = options.limits();
        ExecutorService blocking = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("holdfast-handler-", 0).factory());
        FrameLimits frameLimits = FrameLimits.DEFAULT
                .withMaxMessageBytes(limits.messageBytes())
                .withMaxFragments(limits.fragments())
                .withControlFrames(limits.controlFramesPerSecond(), limits.controlFrameBurst());
        OriginPolicy origins = new OriginPolicy(
                options.origins(), options.environment() == Environment.DEVELOPMENT, options.checkOrigin());
        Surroundings around = new Surroundings(
                options,
                byPath(routes),
                origins,
                new Subprotocols(options.subprotocols()),
                new CarrierOptions(
                        options.auth().carriers(),
                        options.auth().cookie(),
                        options.auth().ticketParameter()),
                frameLimits,
                frameLimits.withBinaryAccepted(false),
                ports.authenticator(),
                ports.listener(),
                new Questions(ports.why(), ports.reports(), new ReportAllowance(ports.time()), ports.pages(), origins),
                ports.holdBack(),
                ports.classifier(),
                ports.time(),
                ports.timers(),
                new Registry(),
                new Admission(limits),
                new Availability(),
                new SilentConnects(),
                new Ids(new SecureRandom()),
                NodeWatch.start(ports.listener()::noticed),
                blocking);
        Figures figures = new Figures(around);
        Listener listener = Listener.bind(
                options.listen(),
                Listener.Wrapping.NONE,
                figures::watch,
                transport -> new ServerConnection(around, transport, figures.shareOf(transport.eventLoop())),
                around.watch()::acceptFailed);
        around.availability().ready();
        HoldfastServer server = new HoldfastServer(around, listener, figures);
        around.silentConnects().tell(around.timers(), figures.loops().getFirst(), around.listener());
        return server;
    }

    private static Map<String, Route> byPath(List<Route> routes) {
        Map<String, Route> byPath = new LinkedHashMap<>();
        for (Route route : routes) {
            if (byPath.put(route.path(), route) != null) {
                throw new IllegalArgumentException("the path " + route.path() + " has two routes: expected one each");
            }
        }
        if (byPath.isEmpty()) {
            throw new IllegalArgumentException("found no route: an application serves at least one path");
        }
        return Map.copyOf(byPath);
    }

    /// Where it listens; with the port that was taken where 0 was asked for.
    public InetSocketAddress address() {
        return listener.address();
    }

    public LiveConnections connections() {
        return around.registry();
    }

    public ServerFigures figures() {
        return figures;
    }

    /// Whether new connections are welcome.
    public boolean ready() {
        return around.availability().isReady();
    }

    /// Stops in order: no new connections, a grace, then closes spread over the window, each telling its client when to
    /// come back. Asked for twice, it goes on as it was.
    ///
    /// @param signal what asks for it, for the explanation, such as `SIGTERM`
    /// @return done when every connection has ended
    public CompletionStage<Void> drain(String signal) {
        return drain.start(signal);
    }

    /// Stops at once. Connections that are still open are ended as drained, without waiting for their clients.
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            drain.now("shutdown");
            // While the event loops still run: handlers are told of their connection's end, and what they do is counted
            // and logged.
            finishHandlers();
            listener.stop();
            around.watch().close();
        }
    }

    /// What handlers do at the end is done; those that don't come to an end are interrupted, and left alone in the end.
    private void finishHandlers() {
        ExecutorService handlers = around.blocking();
        handlers.shutdown();
        try {
            if (!handlers.awaitTermination(HANDLERS_FINISH.toMillis(), TimeUnit.MILLISECONDS)) {
                handlers.shutdownNow();
                var _ = handlers.awaitTermination(HANDLERS_FINISH.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            handlers.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
