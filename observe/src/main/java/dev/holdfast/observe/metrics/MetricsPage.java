package dev.holdfast.observe.metrics;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.measure.Histogram;
import dev.holdfast.core.port.ServerFigures;
import dev.holdfast.observe.ends.JoinedReports;
import dev.holdfast.observe.incident.Incidents;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Renders all metrics of one moment in the Prometheus text format. Safe for use by many threads.
public final class MetricsPage {
    public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    private final EndCounts ends;
    private final Supplier<Map<Incidents.Key, Integer>> incidents;
    private final LogCounts log;
    private final String version;
    private final Instant started;
    private final boolean uncleanStop;

    /// @param incidents how many go on
    /// @param version of the program
    /// @param uncleanStop whether the run before this one ended without a clean stop
    public MetricsPage(
            EndCounts ends,
            Supplier<Map<Incidents.Key, Integer>> incidents,
            LogCounts log,
            String version,
            Instant started,
            boolean uncleanStop) {
        this.ends = ends;
        this.incidents = incidents;
        this.log = log;
        this.version = version;
        this.started = started;
        this.uncleanStop = uncleanStop;
    }

    public byte[] render(ServerFigures.Snapshot figures) {
        ByteArrayOutputStream page = new ByteArrayOutputStream(16 * 1024);
        try {
            PrometheusTextFormatWriter.create()
                    .write(page, new MetricSnapshots(snapshots(figures)), EscapingScheme.ALLOW_UTF8);
        } catch (IOException neverInMemory) {
            throw new UncheckedIOException(neverInMemory);
        }
        return page.toByteArray();
    }

    private List<MetricSnapshot> snapshots(ServerFigures.Snapshot figures) {
        return List.of(Metric.values()).stream()
                .map(metric -> snapshot(metric, figures))
                .toList();
    }

    private MetricSnapshot snapshot(Metric metric, ServerFigures.Snapshot figures) {
        return switch (metric) {
            case CONNECTIONS_OPEN -> single(metric, figures.open());
            case CONNECTIONS_OPENED -> single(metric, figures.opened());
            case CONNECTIONS_ENDED -> ended(metric);
            case HANDSHAKES_REJECTED -> byCause(metric, ends.rejected());
            case EXPLAINED_AGAIN -> byCause(metric, ends.again());
            case CLIENT_REPORTS -> reports(metric);
            case INCIDENTS_OPEN -> incidents(metric);
            case CONNECTION_DURATION -> histogram(metric, ends.durations());
            case MESSAGE_HANDLING -> histogram(metric, figures.handler());
            case HEARTBEAT_ROUND_TRIP -> histogram(metric, figures.roundTrip());
            case MESSAGES_RECEIVED -> single(metric, figures.messagesReceived());
            case MESSAGES_SENT -> single(metric, figures.messagesSent());
            case BYTES_RECEIVED -> single(metric, figures.bytesReceived());
            case BYTES_SENT -> single(metric, figures.bytesSent());
            case CONTROL_FRAMES_RECEIVED -> single(metric, figures.controlFrames());
            case HANDLER_ERRORS -> single(metric, figures.handlerErrors());
            case SILENT_CONNECTS -> single(metric, figures.silentConnects());
            case BACKEND_UP -> ofBackends(metric, figures, each -> each.up() == null ? null : each.up() ? 1.0 : 0.0);
            case BACKEND_CONNECTIONS -> ofBackends(metric, figures, each -> (double) each.connections());
            case BACKEND_CHOSEN -> ofBackends(metric, figures, each -> (double) each.chosen());
            case BACKEND_UNREACHED -> ofBackends(metric, figures, each -> (double) each.unreached());
            case EVENT_LOOP_LAG -> lag(metric, figures.loopLag());
            case EVENT_LOOP_STALL -> single(metric, seconds(figures.longestStall()));
            case PROCESS_PAUSE ->
                single(metric, seconds(figures.node().lastMinute().pause()));
            case ACCEPT_FAILURES -> single(metric, figures.node().acceptFailures());
            case LISTEN_OVERFLOWS -> whereTold(metric, figures.node().listenOverflows());
            case MEMORY_KILLS -> whereTold(metric, figures.node().memoryKills());
            case LOG_DROPPED -> dropped(metric);
            case LOG_SUPPRESSED -> single(metric, log.suppressed());
            case LOG_WRITE_ERRORS -> writeErrors(metric);
            case BUILD_INFO ->
                many(
                        metric,
                        Map.of(
                                Labels.of(
                                        "version",
                                        version,
                                        "java_version",
                                        Runtime.version().toString()),
                                1.0));
            case UNCLEAN_STOP -> single(metric, uncleanStop ? 1 : 0);
            case START_TIME -> single(metric, started.toEpochMilli() / 1000.0);
            case HEAP_USED ->
                single(
                        metric,
                        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
            case GC_PAUSE ->
                single(
                        metric,
                        ManagementFactory.getGarbageCollectorMXBeans().stream()
                                        .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                                        .filter(millis -> millis > 0)
                                        .sum()
                                / 1000.0);
            case THREADS -> single(metric, ManagementFactory.getThreadMXBean().getThreadCount());
            case OPEN_FILES -> whereTold(metric, figures.node().lastMinute().openFiles());
            case OPEN_FILES_LIMIT ->
                whereTold(metric, figures.node().lastMinute().openFilesLimit());
        };
    }

    private MetricSnapshot ended(Metric metric) {
        Map<Labels, Double> points = new LinkedHashMap<>();
        for (Map.Entry<EndCounts.Key, LongAdder> each : ends.ended().entrySet()) {
            EndCounts.Key key = each.getKey();
            points.put(
                    Labels.of(
                            "cause", key.cause().id(),
                            "initiator", key.initiator().word(),
                            "expected", Boolean.toString(key.expected()),
                            "code_class", key.codeClass().label()),
                    each.getValue().doubleValue());
        }
        return many(metric, points);
    }

    private static MetricSnapshot byCause(Metric metric, Map<Cause, LongAdder> counts) {
        Map<Labels, Double> points = new LinkedHashMap<>();
        for (Map.Entry<Cause, LongAdder> each : counts.entrySet()) {
            points.put(Labels.of("cause", each.getKey().id()), each.getValue().doubleValue());
        }
        return many(metric, points);
    }

    private MetricSnapshot reports(Metric metric) {
        Map<Labels, Double> points = new LinkedHashMap<>();
        for (Map.Entry<JoinedReports.Outcome, LongAdder> each : ends.reports().entrySet()) {
            points.put(
                    Labels.of("outcome", each.getKey().word()), each.getValue().doubleValue());
        }
        return many(metric, points);
    }

    private MetricSnapshot incidents(Metric metric) {
        Map<Labels, Double> points = new LinkedHashMap<>();
        incidents
                .get()
                .forEach((key, count) -> points.put(
                        Labels.of(
                                "kind", key.kind().word(), "cause", key.cause().id()),
                        (double) count));
        return many(metric, points);
    }

    private MetricSnapshot dropped(Metric metric) {
        Map<Labels, Double> points = new LinkedHashMap<>();
        for (LogCounts.Log each : LogCounts.Log.values()) {
            points.put(Labels.of("log", word(each), "kind", "lifecycle"), (double) log.droppedLifecycle(each));
            points.put(Labels.of("log", word(each), "kind", "notice"), (double) log.droppedNotices(each));
        }
        return many(metric, points);
    }

    private MetricSnapshot writeErrors(Metric metric) {
        Map<Labels, Double> points = new LinkedHashMap<>();
        for (LogCounts.Log each : LogCounts.Log.values()) {
            points.put(Labels.of("log", word(each)), (double) log.writeErrors(each));
        }
        return many(metric, points);
    }

    private static String word(LogCounts.Log log) {
        return switch (log) {
            case FILE -> "file";
            case CONSOLE -> "console";
        };
    }

    private static MetricSnapshot whereTold(Metric metric, @Nullable Long value) {
        return many(metric, value == null ? Map.of() : Map.of(Labels.EMPTY, value.doubleValue()));
    }

    private static MetricSnapshot lag(Metric metric, List<Duration> lags) {
        Map<Labels, Double> points = new LinkedHashMap<>();
        for (int loop = 0; loop < lags.size(); loop++) {
            points.put(Labels.of("loop", Integer.toString(loop)), seconds(lags.get(loop)));
        }
        return many(metric, points);
    }

    /// @param figure `null` where it is not known
    private static MetricSnapshot ofBackends(
            Metric metric, ServerFigures.Snapshot figures, Function<ServerFigures.Backend, @Nullable Double> figure) {
        Map<Labels, Double> points = new LinkedHashMap<>();
        for (ServerFigures.Backend each : figures.backends()) {
            Double value = figure.apply(each);
            if (value != null) {
                points.put(Labels.of("backend", each.authority()), value);
            }
        }
        return many(metric, points);
    }

    private static MetricSnapshot single(Metric metric, double value) {
        return many(metric, Map.of(Labels.EMPTY, value));
    }

    private static MetricSnapshot many(Metric metric, Map<Labels, Double> points) {
        return switch (metric.type()) {
            case COUNTER -> {
                CounterSnapshot.Builder counter =
                        CounterSnapshot.builder().name(metric.base()).help(metric.help());
                points.forEach((labels, value) -> counter.dataPoint(CounterDataPointSnapshot.builder()
                        .labels(labels)
                        .value(value)
                        .build()));
                yield counter.build();
            }
            case GAUGE -> {
                GaugeSnapshot.Builder gauge =
                        GaugeSnapshot.builder().name(metric.base()).help(metric.help());
                points.forEach((labels, value) -> gauge.dataPoint(GaugeDataPointSnapshot.builder()
                        .labels(labels)
                        .value(value)
                        .build()));
                yield gauge.build();
            }
            case HISTOGRAM -> throw new IllegalStateException(metric + " is a histogram and has no single value");
        };
    }

    private static MetricSnapshot histogram(Metric metric, Histogram.Snapshot snapshot) {
        double[] bounds = new double[snapshot.bounds().size() + 1];
        long[] counts = new long[bounds.length];
        for (int i = 0; i < bounds.length; i++) {
            bounds[i] = i < bounds.length - 1 ? seconds(snapshot.bounds().get(i)) : Double.POSITIVE_INFINITY;
            counts[i] = snapshot.counts().get(i);
        }
        return HistogramSnapshot.builder()
                .name(metric.base())
                .help(metric.help())
                .dataPoint(HistogramDataPointSnapshot.builder()
                        .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, counts))
                        .sum(seconds(snapshot.sum()))
                        .build())
                .build();
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
