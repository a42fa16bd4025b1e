package dev.holdfast.observe;

import dev.holdfast.core.connection.ConnectionInfo;
import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.core.connection.LoopReport;
import dev.holdfast.core.connection.Notice;
import dev.holdfast.core.incident.IncidentWatch;
import dev.holdfast.core.port.ConnectionListener;
import dev.holdfast.observe.ends.JoinedReports;
import dev.holdfast.observe.ends.RecentEnds;
import dev.holdfast.observe.incident.Incidents;
import dev.holdfast.observe.log.EventLog;
import dev.holdfast.observe.metrics.EndCounts;
import org.jspecify.annotations.Nullable;

/// One truth to everybody who shows it: the same record goes to metrics, recent ends and log.
record FanOut(EndCounts counts, RecentEnds ends, Incidents incidents, JoinedReports reports, EventLog log)
        implements ConnectionListener {
    @Override
    public void opened(ConnectionInfo connection) {
        incidents.opened(connection);
        log.opened(connection);
    }

    @Override
    public void greeted(ConnectionInfo connection, @Nullable String tab, @Nullable String previous) {
        incidents.greeted(connection, tab, previous);
    }

    @Override
    public void loopEnded(LoopReport report) {
        log.loopEnded(report);
    }

    @Override
    public void ended(EndRecord end) {
        // First what others show of it, so that it is explained once and at once.
        IncidentWatch.Judged judged = incidents.ended(end);
        EndRecord explained = judged.end();
        counts.count(explained);
        ends.add(explained);
        log.ended(explained);
        reports.ended(end.info().attempt(), end.info().connectionId());
        incidents.tell(judged.effects());
    }

    @Override
    public void noticed(Notice notice) {
        log.noticed(notice);
    }
}
