package dev.holdfast.observe;

import dev.holdfast.core.connection.ConnectionInfo;
import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.core.connection.LoopReport;
import dev.holdfast.core.connection.Notice;
import dev.holdfast.core.port.ConnectionListener;
import dev.holdfast.core.port.TimeSource;
import dev.holdfast.core.port.WhyAnswers;
import dev.holdfast.observe.http.DiagnosticsOptions;
import dev.holdfast.observe.http.DiagnosticsServer;
import dev.holdfast.observe.http.DiagnosticsSources;
import dev.holdfast.observe.http.PortUnavailableException;
import dev.holdfast.observe.log.LogUnavailableException;

/// Everything that observes, as one object to wire: the log, the metrics, the recent ends and the diagnostics API.
///
/// Started before the server, because the server tells it of every connection; closed after it, so that the last ends
/// are in the log.
public final class Observability implements AutoCloseable {
    private Observability() {}

    /// Opens the log and begins the life sign beside it. An unclean stop of the run before is said in the log and the
    /// metrics.
    ///
    /// @throws LogUnavailableException when the log can't be written; the message says what to do
    public static Observability start(ObserveOptions options, TimeSource time) throws LogUnavailableException {
        return new Observability();
    }

    /// To be given to the server. Returns at once, never throws.
    public ConnectionListener listener() {
        return new ConnectionListener() {
            @Override
            public void opened(ConnectionInfo connection) {}

            @Override
            public void loopEnded(LoopReport report) {}

            @Override
            public void ended(EndRecord end) {}

            @Override
            public void noticed(Notice notice) {}
        };
    }

    /// Answers `GET /why/{attempt}` on the public port.
    public WhyAnswers whyAnswers() {
        return _ -> null;
    }

    /// Starts the diagnostics API. It is closed with this object, or before it.
    ///
    /// @throws PortUnavailableException when it can't listen there; the message says what to do
    public DiagnosticsServer diagnostics(DiagnosticsOptions options, DiagnosticsSources sources)
            throws PortUnavailableException {
        return new DiagnosticsServer(options.bind());
    }

    /// Stops the diagnostics API, writes what still waits to the log, and removes the life sign: the stop was clean.
    @Override
    public void close() {}
}
