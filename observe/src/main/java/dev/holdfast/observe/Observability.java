package dev.holdfast.observe;

import dev.holdfast.core.connection.ConnectionInfo;
import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.core.connection.LoopReport;
import dev.holdfast.core.connection.Notice;
import dev.holdfast.core.port.ConnectionListener;
import dev.holdfast.core.port.TimeSource;
import dev.holdfast.core.port.WhyAnswers;
import dev.holdfast.observe.ends.RecentEnds;
import dev.holdfast.observe.http.DiagnosticsOptions;
import dev.holdfast.observe.http.DiagnosticsServer;
import dev.holdfast.observe.http.DiagnosticsSources;
import dev.holdfast.observe.http.PortUnavailableException;
import dev.holdfast.observe.http.Resources;
import dev.holdfast.observe.life.LifeSign;
import dev.holdfast.observe.log.EventLog;
import dev.holdfast.observe.log.LogUnavailableException;
import dev.holdfast.observe.metrics.EndCounts;
import dev.holdfast.observe.metrics.MetricsPage;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Everything that observes, as one object to wire: the log, the metrics, the recent ends and the diagnostics API.
///
/// Started before the server, because the server tells it of every connection; closed after it, so that the last ends
/// are in the log.
public final class Observability implements AutoCloseable {
    private final EventLog log;
    private final RecentEnds ends;
    private final EndCounts counts = new EndCounts();
    private final LifeSign life;
    private final MetricsPage metrics;
    private @Nullable DiagnosticsServer diagnostics;

    private Observability(ObserveOptions options, EventLog log, LifeSign life, TimeSource time) {
        this.log = log;
        this.life = life;
        this.ends = new RecentEnds(options.keptEnds(), time);
        this.metrics = new MetricsPage(counts, logCounts(), time.wall(), life.uncleanStop() != null);
    }

    /// Opens the log and begins the life sign beside it. An unclean stop of the run before is said in the log and the
    /// metrics.
    ///
    /// @throws LogUnavailableException when the log can't be written; the message says what to do
    public static Observability start(ObserveOptions options, TimeSource time) throws LogUnavailableException {
        EventLog log = EventLog.open(options.log(), options.console(), time, System.err::println);
        LifeSign life = LifeSign.begin(options.log().file(), time);
        log.noticed(Notice.info(
                "started", "Holdfast " + options.version() + " started", Map.of("version", options.version())));
        Notice unclean = life.uncleanStop();
        if (unclean != null) {
            log.noticed(unclean);
        }
        return new Observability(options, log, life, time);
    }

    private MetricsPage.LogCounts logCounts() {
        return new MetricsPage.LogCounts() {
            @Override
            public long droppedLifecycle() {
                return log.fileFigures().droppedLifecycle();
            }

            @Override
            public long droppedNotices() {
                return log.fileFigures().droppedNotices();
            }

            @Override
            public long suppressed() {
                return log.suppressedRejections();
            }
        };
    }

    /// To be given to the server. Returns at once, never throws.
    public ConnectionListener listener() {
        return new ConnectionListener() {
            @Override
            public void opened(ConnectionInfo connection) {
                log.opened(connection);
            }

            @Override
            public void loopEnded(LoopReport report) {
                log.loopEnded(report);
            }

            @Override
            public void ended(EndRecord end) {
                counts.count(end);
                ends.add(end);
                log.ended(end);
            }

            @Override
            public void noticed(Notice notice) {
                log.noticed(notice);
            }
        };
    }

    /// Answers `GET /why/{attempt}` on the public port.
    public WhyAnswers whyAnswers() {
        return ends;
    }

    /// Starts the diagnostics API. It is closed with this object, or before it.
    ///
    /// @throws PortUnavailableException when it can't listen there; the message says what to do
    public DiagnosticsServer diagnostics(DiagnosticsOptions options, DiagnosticsSources sources)
            throws PortUnavailableException {
        DiagnosticsServer started = DiagnosticsServer.start(options, new Resources(sources, ends, metrics));
        diagnostics = started;
        return started;
    }

    /// Stops the diagnostics API, writes what still waits to the log, and removes the life sign: the stop was clean.
    @Override
    public void close() {
        if (diagnostics != null) {
            diagnostics.close();
        }
        log.noticed(Notice.info("stopped", "Holdfast stopped in order", Map.of()));
        log.close();
        life.close();
    }
}
