package dev.holdfast.observe.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.core.incident.IncidentKind;
import dev.holdfast.core.port.ServerFigures;
import dev.holdfast.observe.ends.JoinedReports;
import dev.holdfast.observe.fixture.Ends;
import dev.holdfast.observe.fixture.FakeServer;
import dev.holdfast.observe.fixture.MetricSamples;
import dev.holdfast.observe.fixture.MetricSamples.Sample;
import dev.holdfast.observe.fixture.Samples;
import dev.holdfast.observe.incident.Incidents;
import dev.holdfast.observe.json.JsonForm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class MetricsPageTest {
    private static final List<String> HISTOGRAM_SUFFIXES = List.of("_bucket", "_count", "_sum");

    private final EndCounts ends = new EndCounts();
    private final FakeServer server = new FakeServer();
    private final MetricsPage page = new MetricsPage(
            ends,
            () -> Map.of(new Incidents.Key(IncidentKind.MASS_END, Cause.PROXY_RELOAD), 1),
            new Quiet(),
            "1.2.3",
            Instant.ofEpochMilli(1500),
            true);

    private static final class Quiet implements LogCounts {
        @Override
        public long droppedLifecycle(Log log) {
            return log == Log.FILE ? 1 : 2;
        }

        @Override
        public long droppedNotices(Log log) {
            return log == Log.FILE ? 3 : 4;
        }

        @Override
        public long writeErrors(Log log) {
            return log == Log.FILE ? 5 : 6;
        }

        @Override
        public long suppressed() {
            return 7;
        }
    }

    private String text() {
        return new String(page.render(server.snapshot()), StandardCharsets.UTF_8);
    }

    private MetricSamples samples() {
        return MetricSamples.read(text());
    }

    private static Map<String, JsonNode> spec() throws IOException {
        JsonNode file = JsonForm.tree(Files.readString(Path.of("..", "spec", "metrics.json")));
        Map<String, JsonNode> byName = new LinkedHashMap<>();
        file.get("metrics").forEach(metric -> byName.put(metric.get("name").asString(), metric));
        return byName;
    }

    /// The family a sample belongs to: a histogram has three names.
    private static String family(Sample sample, Set<String> histograms) {
        for (String suffix : HISTOGRAM_SUFFIXES) {
            String base = sample.name().replaceFirst(suffix + "$", "");
            if (sample.name().endsWith(suffix) && histograms.contains(base)) {
                return base;
            }
        }
        return sample.name();
    }

    private void everythingHappens() {
        ends.count(Ends.rejected(Ends.connection("r")));
        Samples made = new Samples(7);
        for (int i = 0; i < 500; i++) {
            ends.count(made.end());
        }
        for (int i = 0; i < 50; i++) {
            ends.countAgain(made.end());
        }
        Arrays.stream(JoinedReports.Outcome.values()).forEach(ends::countReport);
        server.backends.add(new ServerFigures.Backend("10.0.0.1:80", true, 2, 3, 1));
    }

    @Test
    void the_program_and_its_specification_list_the_same_metrics() throws IOException {
        everythingHappens();
        Map<String, JsonNode> spec = spec();
        Set<String> histograms = spec.values().stream()
                .filter(metric -> metric.get("type").asString().equals("histogram"))
                .map(metric -> metric.get("name").asString())
                .collect(Collectors.toSet());

        Set<String> inProgram =
                Arrays.stream(Metric.values()).map(Metric::exposedName).collect(Collectors.toSet());
        Set<String> onThePage = samples().samples().stream()
                .map(sample -> family(sample, histograms))
                .collect(Collectors.toSet());

        assertThat(inProgram).isEqualTo(spec.keySet());
        assertThat(onThePage).isEqualTo(spec.keySet());
    }

    @Test
    void type_help_and_labels_are_as_specified() throws IOException {
        Map<String, JsonNode> spec = spec();
        for (Metric metric : Metric.values()) {
            JsonNode said = spec.get(metric.exposedName());
            assertThat(said.get("help").asString()).isEqualTo(metric.help());
            assertThat(said.get("type").asString())
                    .isEqualToIgnoringCase(metric.type().name());
            assertThat(said.get("labels").propertyNames()).containsExactlyElementsOf(metric.labels());
        }
    }

    @Test
    void every_label_value_is_from_its_closed_set() throws IOException {
        everythingHappens();
        Map<String, JsonNode> spec = spec();

        assertThat(samples().samples()).allSatisfy(sample -> {
            JsonNode metric = spec.get(family(sample, spec.keySet()));
            sample.labels().forEach((label, value) -> {
                if (!label.equals("le")) {
                    assertThat(allowed(metric.get("labels").get(label)))
                            .as("%s of %s", label, sample.name())
                            .accepts(value);
                }
            });
        });
    }

    private static Predicate<String> allowed(JsonNode rule) {
        if (rule.has("from")) {
            assertThat(rule.get("from").asString()).isEqualTo("causes.json");
            return value -> Cause.byId(value).isPresent();
        }
        if (rule.has("values")) {
            Set<String> values = StreamSupport.stream(rule.get("values").spliterator(), false)
                    .map(JsonNode::asString)
                    .collect(Collectors.toSet());
            return values::contains;
        }
        return value -> value.matches(rule.get("pattern").asString());
    }

    @Test
    void names_have_the_prefix_a_base_unit_and_the_suffix_of_a_counter() {
        assertThat(Metric.values()).allSatisfy(metric -> {
            assertThat(metric.exposedName())
                    .matches("holdfast_[a-z_]+")
                    .doesNotContain("milli")
                    .doesNotContain("_ms");
            assertThat(metric.exposedName().endsWith("_total")).isEqualTo(metric.type() == Metric.Type.COUNTER);
        });
    }

    @Test
    void ends_are_counted_by_what_explains_them() {
        ends.count(Ends.left(Ends.connection("a"), Duration.ofSeconds(1)));
        ends.count(Ends.left(Ends.connection("b"), Duration.ofSeconds(1)));
        ends.count(Ends.lost(Ends.connection("c")));
        ends.count(Ends.closedWith(Ends.connection("d"), 4000, "bye"));
        ends.count(Ends.closedWith(Ends.connection("e"), 3000, "bye"));
        ends.count(Ends.rejected(Ends.connection("f")));

        MetricSamples samples = samples();

        assertThat(samples.sum(
                        "holdfast_connections_ended_total",
                        "cause",
                        "client-left",
                        "initiator",
                        "client",
                        "expected",
                        "true",
                        "code_class",
                        "1001"))
                .isEqualTo(2);
        assertThat(samples.sum("holdfast_connections_ended_total", "cause", "unexplained", "code_class", "1006"))
                .isEqualTo(1);
        assertThat(samples.sum("holdfast_connections_ended_total", "code_class", "4xxx"))
                .isEqualTo(1);
        assertThat(samples.sum("holdfast_connections_ended_total", "code_class", "3xxx"))
                .isEqualTo(1);
        assertThat(samples.sum("holdfast_connections_ended_total")).isEqualTo(5);
        assertThat(samples.sum("holdfast_handshakes_rejected_total", "cause", "token-expired"))
                .isEqualTo(1);
        assertThat(samples.sum("holdfast_handshakes_rejected_total")).isEqualTo(1);
    }

    @Test
    void the_share_of_connections_that_lived_over_a_minute_can_be_told() {
        ends.count(Ends.left(Ends.connection("a"), Duration.ofMillis(5)));
        ends.count(Ends.left(Ends.connection("b"), Duration.ofSeconds(60)));
        ends.count(Ends.left(Ends.connection("c"), Duration.ofSeconds(61)));
        ends.count(Ends.left(Ends.connection("d"), Duration.ofHours(3)));

        MetricSamples samples = samples();

        assertThat(samples.sum("holdfast_connection_duration_seconds_bucket", "le", "0.01"))
                .isEqualTo(1);
        assertThat(samples.sum("holdfast_connection_duration_seconds_bucket", "le", "60.0"))
                .isEqualTo(2);
        assertThat(samples.sum("holdfast_connection_duration_seconds_bucket", "le", "7200.0"))
                .isEqualTo(3);
        assertThat(samples.sum("holdfast_connection_duration_seconds_bucket", "le", "+Inf"))
                .isEqualTo(4);
        assertThat(samples.sum("holdfast_connection_duration_seconds_count")).isEqualTo(4);
        assertThat(samples.sum("holdfast_connection_duration_seconds_sum")).isEqualTo(0.005 + 60 + 61 + 10_800);
    }

    @Test
    void each_figure_stands_under_its_own_name() {
        server.open.add(FakeServer.live("a"));
        server.opened.set(9);

        MetricSamples samples = samples();

        assertThat(samples.sum("holdfast_connections_open")).isEqualTo(1);
        assertThat(samples.sum("holdfast_connections_opened_total")).isEqualTo(9);
        assertThat(samples.sum("holdfast_silent_connects_total")).isEqualTo(2);
        assertThat(samples.sum("holdfast_messages_received_total")).isEqualTo(11);
        assertThat(samples.sum("holdfast_messages_sent_total")).isEqualTo(12);
        assertThat(samples.sum("holdfast_bytes_received_total")).isEqualTo(13);
        assertThat(samples.sum("holdfast_bytes_sent_total")).isEqualTo(14);
        assertThat(samples.sum("holdfast_control_frames_received_total")).isEqualTo(15);
        assertThat(samples.sum("holdfast_handler_errors_total")).isEqualTo(16);
        assertThat(samples.sum("holdfast_message_handling_seconds_bucket", "le", "0.001"))
                .isZero();
        assertThat(samples.sum("holdfast_message_handling_seconds_bucket", "le", "0.005"))
                .isEqualTo(1);
        assertThat(samples.sum("holdfast_heartbeat_round_trip_seconds_sum")).isEqualTo(0.03);
        assertThat(samples.sum("holdfast_event_loop_lag_seconds", "loop", "0")).isEqualTo(0.001);
        assertThat(samples.sum("holdfast_event_loop_lag_seconds", "loop", "1")).isEqualTo(0.002);
        assertThat(samples.sum("holdfast_log_dropped_total", "log", "file", "kind", "lifecycle"))
                .isEqualTo(1);
        assertThat(samples.sum("holdfast_log_dropped_total", "log", "console", "kind", "lifecycle"))
                .isEqualTo(2);
        assertThat(samples.sum("holdfast_log_dropped_total", "log", "file", "kind", "notice"))
                .isEqualTo(3);
        assertThat(samples.sum("holdfast_log_dropped_total", "log", "console", "kind", "notice"))
                .isEqualTo(4);
        assertThat(samples.sum("holdfast_log_write_errors_total", "log", "file"))
                .isEqualTo(5);
        assertThat(samples.sum("holdfast_log_suppressed_total")).isEqualTo(7);
        assertThat(samples.sum("holdfast_unclean_stop")).isEqualTo(1);
        assertThat(samples.sum("holdfast_build_info", "version", "1.2.3")).isEqualTo(1);
        assertThat(samples.sum("holdfast_start_time_seconds")).isEqualTo(1.5);
        assertThat(samples.sum("holdfast_heap_used_bytes")).isPositive();
        assertThat(samples.sum("holdfast_threads")).isPositive();
    }

    @Test
    void each_backend_of_a_gateway_has_its_figures_and_its_health_only_where_it_is_looked_at() {
        server.backends.add(new ServerFigures.Backend("10.0.0.1:80", false, 2, 30, 4));
        server.backends.add(new ServerFigures.Backend("[::1]:81", null, 0, 5, 0));

        MetricSamples samples = samples();

        assertThat(samples.sum("holdfast_backend_up", "backend", "10.0.0.1:80")).isZero();
        assertThat(samples.samples().stream()
                        .filter(each -> each.name().equals("holdfast_backend_up"))
                        .toList())
                .hasSize(1);
        assertThat(samples.sum("holdfast_backend_connections", "backend", "10.0.0.1:80"))
                .isEqualTo(2);
        assertThat(samples.sum("holdfast_backend_chosen_total", "backend", "10.0.0.1:80"))
                .isEqualTo(30);
        assertThat(samples.sum("holdfast_backend_unreached_total", "backend", "10.0.0.1:80"))
                .isEqualTo(4);
        assertThat(samples.sum("holdfast_backend_chosen_total", "backend", "[::1]:81"))
                .isEqualTo(5);
    }

    @Test
    void no_text_of_a_client_becomes_a_label() {
        EndRecord end = Ends.closedWith(Ends.connection("c", "canary-agent", "canary-attempt"), 4001, "canary-reason");
        ends.count(end);

        assertThat(text()).doesNotContain("canary").doesNotContain("alice").doesNotContain("127.0.0.1");
    }
}
