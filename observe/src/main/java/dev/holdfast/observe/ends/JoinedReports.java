package dev.holdfast.observe.ends;

import dev.holdfast.core.connection.Notice;
import dev.holdfast.core.evidence.ClientReport;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.port.ClientReports;
import dev.holdfast.core.port.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Joins what a client reports to the end that we recorded of the same attempt. A report that comes before
/// its end waits: a client that took a connection for dead comes back sooner than we notice. One whose end
/// never comes was on an attempt that never arrived here, and that is worth a line of its own.
///
/// Bounded: [#MOST_WAITING] reports wait for at most [#PATIENCE]. Safe for use by many threads.
public final class JoinedReports implements ClientReports {
    /// A report is at most 2 KB, so 20 MB at worst.
    static final int MOST_WAITING = 10_000;

    /// Longer than a heartbeat and its timeout take to find a dead connection.
    static final Duration PATIENCE = Duration.ofMinutes(2);

    /// A handshake that arrived has its record long before this.
    static final Duration PATIENCE_FOR_HANDSHAKES = Duration.ofSeconds(15);

    /// Whoever invents attempts fills the log no further than this at a time; the rest is counted.
    static final int MOST_LINES = 10;

    /// What became of a report.
    public enum Outcome {
        /// It explains an end, beside our own facts.
        JOINED,
        /// The end had one already.
        REPEATED,
        /// Its attempt never arrived here.
        NEVER_ARRIVED,
        /// Its end did not come in time, or there was no room to wait for it.
        FORGOTTEN;

        /// As it stands in metrics.
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private record Waiting(ClientReport report, long sinceNanos) {}

    private final RecentEnds ends;
    private final LaterFacts laterFacts;
    private final TimeSource time;
    private final Consumer<Notice> log;
    private final Consumer<Outcome> counted;
    private final LinkedHashMap<String, Waiting> waiting = new LinkedHashMap<>();

    public JoinedReports(
            RecentEnds ends, LaterFacts laterFacts, TimeSource time, Consumer<Notice> log, Consumer<Outcome> counted) {
        this.ends = ends;
        this.laterFacts = laterFacts;
        this.time = time;
        this.log = log;
        this.counted = counted;
    }

    @Override
    public void reported(String attempt, ClientReport report) {
        String connectionId;
        synchronized (waiting) {
            connectionId = ends.connectionOf(attempt);
            if (connectionId == null) {
                if (waiting.putIfAbsent(attempt, new Waiting(report, time.nanos())) != null) {
                    counted.accept(Outcome.REPEATED);
                } else if (waiting.size() > MOST_WAITING) {
                    waiting.pollFirstEntry();
                    counted.accept(Outcome.FORGOTTEN);
                }
                return;
            }
        }
        join(connectionId, report);
    }

    /// To be called when an end was added to the recent ones.
    public void ended(@Nullable String attempt, String connectionId) {
        if (attempt == null) {
            return;
        }
        Waiting early;
        synchronized (waiting) {
            early = waiting.remove(attempt);
        }
        if (early != null) {
            join(connectionId, early.report());
        }
    }

    private void join(String connectionId, ClientReport report) {
        counted.accept(
                laterFacts.learn(connectionId, new Fact.ClientReported(report)) ? Outcome.JOINED : Outcome.REPEATED);
    }

    /// Gives up on reports whose end did not come. To be called now and then.
    public void tidy() {
        long now = time.nanos();
        List<Map.Entry<String, Waiting>> over = new ArrayList<>();
        synchronized (waiting) {
            Iterator<Map.Entry<String, Waiting>> oldest = waiting.entrySet().iterator();
            while (oldest.hasNext()) {
                Map.Entry<String, Waiting> next = oldest.next();
                Waiting each = next.getValue();
                Duration patience = each.report().sawItOpen() ? PATIENCE : PATIENCE_FOR_HANDSHAKES;
                if (now - each.sinceNanos() >= patience.toNanos()) {
                    over.add(Map.entry(next.getKey(), each));
                    oldest.remove();
                }
            }
        }
        int lines = 0;
        for (Map.Entry<String, Waiting> each : over) {
            if (each.getValue().report().sawItOpen()) {
                counted.accept(Outcome.FORGOTTEN);
            } else {
                counted.accept(Outcome.NEVER_ARRIVED);
                if (lines++ < MOST_LINES) {
                    log.accept(neverArrived(each.getKey(), each.getValue().report()));
                }
            }
        }
    }

    private static Notice neverArrived(String attempt, ClientReport report) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("reported_attempt", attempt);
        fields.put("report", report);
        if (report.found() != null) {
            fields.put("found", report.found());
        }
        // Firefox sends nothing of a connection that its page closes at once.
        return report.endedBy() == ClientReport.EndedBy.APPLICATION
                ? Notice.info(
                        "client-report-unmatched",
                        "A client reports a handshake that its page gave up before it reached this server",
                        fields)
                : Notice.warn(
                        "client-report-unmatched",
                        "A client reports a handshake that never reached this server"
                                + (report.found() == null ? ": look at what stands between" : ", and why"),
                        fields);
    }
}
