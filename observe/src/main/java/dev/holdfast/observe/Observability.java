package dev.holdfast.observe;

import dev.holdfast.core.cause.Classifier;
import dev.holdfast.core.cause.rules.CauseCatalog;
import dev.holdfast.core.connection.Notice;
import dev.holdfast.core.port.ClientReports;
import dev.holdfast.core.port.ConnectionListener;
import dev.holdfast.core.port.HoldBack;
import dev.holdfast.core.port.TimeSource;
import dev.holdfast.core.port.WhyAnswers;
import dev.holdfast.observe.ends.JoinedReports;
import dev.holdfast.observe.ends.LaterFacts;
import dev.holdfast.observe.ends.RecentEnds;
import dev.holdfast.observe.history.History;
import dev.holdfast.observe.http.DiagnosticsOptions;
import dev.holdfast.observe.http.DiagnosticsServer;
import dev.holdfast.observe.http.DiagnosticsSources;
import dev.holdfast.observe.http.LiveStream;
import dev.holdfast.observe.http.PortUnavailableException;
import dev.holdfast.observe.http.Resources;
import dev.holdfast.observe.incident.Incidents;
import dev.holdfast.observe.life.LifeSign;
import dev.holdfast.observe.life.PreviousRun;
import dev.holdfast.observe.log.EventLog;
import dev.holdfast.observe.log.LogUnavailableException;
import dev.holdfast.observe.metrics.EndCounts;
import dev.holdfast.observe.metrics.MetricsPage;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// Everything that observes, as one object to wire: the log, the metrics, the recent ends and the diagnostics
/// API.
///
/// Started before the server, because the server tells it of every connection; closed after it, so that the
/// last ends are in the log. [#start], [#diagnostics] and [#close()] belong to one thread.
public final class Observability implements AutoCloseable {
    private final EventLog log;
    private final RecentEnds ends;
    private final LifeSign life;
    private final MetricsPage metrics;
    private final LaterFacts laterFacts;
    private final Incidents incidents;
    private final JoinedReports reports;
    private final ConnectionListener listener;
    private final Rounds rounds = new Rounds();
    private final EndCounts counts = new EndCounts();
    private final TimeSource time;
    private final String version;
    private final Instant started;
    private @Nullable History history;
    private @Nullable DiagnosticsServer diagnostics;
    private boolean closed;

    private Observability(ObserveOptions options, EventLog log, LifeSign life, TimeSource time, Classifier classifier) {
        this.log = log;
        this.life = life;
        this.time = time;
        version = options.version();
        started = time.wall();
        ends = new RecentEnds(options.keptEnds(), time);
        laterFacts = new LaterFacts(ends, classifier, time, again -> {
            counts.countAgain(again.end());
            log.explainedAgain(again);
        });
        incidents = new Incidents(options.incidents(), options.heartbeat(), classifier, laterFacts, time, log::noticed);
        metrics = new MetricsPage(
                counts,
                incidents::openByCause,
                new LogFiguresAsCounts(log),
                version,
                started,
                life.uncleanRun() != null);
        reports = new JoinedReports(ends, laterFacts, time, log::noticed, counts::countReport);
        rounds.every(Duration.ofSeconds(1), reports::tidy);
        rounds.every(Duration.ofSeconds(1), incidents::look);
        listener = new NeverThrowingListener(new FanOut(counts, ends, incidents, reports, log));
    }

    /// With the whole catalogue of causes.
    ///
    /// @throws LogUnavailableException as the other does
    public static Observability start(ObserveOptions options, TimeSource time) throws LogUnavailableException {
        return start(options, time, CauseCatalog.classifier());
    }

    /// Opens the log and begins the life sign beside it. An unclean stop of the run before is said in the log
    /// and the metrics.
    ///
    /// @param classifier the server's own, so that what is learned afterwards is judged as the end was
    /// @throws LogUnavailableException when the log can't be written or another program writes it; the
    /// message says what to do
    public static Observability start(ObserveOptions options, TimeSource time, Classifier classifier)
            throws LogUnavailableException {
        // Before the log is touched, or the lines of another program that still writes it would be cut.
        LifeSign life = LifeSign.look(options.log().file(), time);
        EventLog log;
        try {
            log = EventLog.open(options.log(), options.console(), time, System.err::println);
        } catch (LogUnavailableException e) {
            life.abandon();
            throw e;
        }
        life.begin();
        log.noticed(Notice.info(
                "started", "Holdfast " + options.version() + " started", Map.of("version", options.version())));
        PreviousRun unclean = life.uncleanRun();
        if (unclean != null) {
            log.noticed(unclean.notice());
        }
        return new Observability(options, log, life, time, classifier);
    }

    /// To be given to the server. Returns at once, never throws.
    public ConnectionListener listener() {
        return listener;
    }

    /// Answers `GET /why/{attempt}` on the public port.
    public WhyAnswers whyAnswers() {
        return ends;
    }

    /// Takes what clients report, and joins it to their ends. Returns at once, never throws.
    public ClientReports clientReports() {
        return reports;
    }

    /// Takes what is learned of an end after it.
    public LaterFacts laterFacts() {
        return laterFacts;
    }

    /// The newest ends and refused handshakes.
    public RecentEnds ends() {
        return ends;
    }

    /// Says whom a reconnect loop that goes on keeps out. Returns at once, never throws.
    public HoldBack holdBack() {
        return incidents.holdBack();
    }

    /// What many ends have in common.
    public Incidents incidents() {
        return incidents;
    }

    /// Starts the diagnostics API. It is closed with this object, or before it.
    ///
    /// @throws PortUnavailableException when it can't listen there; the message says what to do
    public DiagnosticsServer diagnostics(DiagnosticsOptions options, DiagnosticsSources sources)
            throws PortUnavailableException {
        History kept = new History(sources.figures()::snapshot, counts::totals, time);
        DiagnosticsServer started = DiagnosticsServer.start(
                options,
                new Resources(sources, ends, incidents, metrics),
                new LiveStream(kept, incidents, this::about, time));
        history = kept;
        rounds.every(Duration.ofSeconds(1), kept::look);
        diagnostics = started;
        return started;
    }

    /// What every page is told of the program.
    private void about(JsonGenerator json) {
        json.writeStringProperty("version", version);
        json.writeStringProperty("started_at", started.toString());
        json.writeBooleanProperty("unclean_stop", life.uncleanRun() != null);
    }

    /// Stops the diagnostics API, writes what still waits to the log, and removes the life sign: the stop was
    /// clean.
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (history != null) {
            history.close();
        }
        if (diagnostics != null) {
            diagnostics.close();
        }
        rounds.close();
        log.noticed(Notice.info("stopped", "Holdfast stopped in order", Map.of()));
        log.close();
        life.close();
    }
}
