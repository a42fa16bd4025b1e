package dev.holdfast.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.connection.Notice;
import dev.holdfast.observe.fixture.Ends;
import dev.holdfast.observe.fixture.FakeServer;
import dev.holdfast.observe.fixture.Invariants;
import dev.holdfast.observe.fixture.ManualTime;
import dev.holdfast.observe.fixture.MetricSamples;
import dev.holdfast.observe.http.DiagnosticsOptions;
import dev.holdfast.observe.http.DiagnosticsServer;
import dev.holdfast.observe.http.DiagnosticsSources;
import dev.holdfast.observe.http.Readiness;
import dev.holdfast.observe.json.JsonForm;
import dev.holdfast.observe.log.LogOptions;
import dev.holdfast.observe.log.LogUnavailableException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class ObservabilityTest {
    @TempDir
    Path folder;

    private final FakeServer server = new FakeServer();

    private Observability start() throws LogUnavailableException {
        return Observability.start(
                new ObserveOptions(LogOptions.to(folder.resolve("backend.log")), null, "1.2.3"), new ManualTime());
    }

    private DiagnosticsServer diagnostics(Observability observability) throws IOException {
        return observability.diagnostics(
                DiagnosticsOptions.local(0),
                new DiagnosticsSources(
                        server,
                        server,
                        () -> JsonForm.tree("{}"),
                        () -> JsonForm.tree("[]"),
                        Readiness.Ready::new,
                        null));
    }

    private static String get(DiagnosticsServer diagnostics, String path) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:"
                                            + diagnostics.address().getPort() + path))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    private List<JsonNode> log() throws IOException {
        return Files.readAllLines(folder.resolve("backend.log")).stream()
                .map(JsonForm::tree)
                .toList();
    }

    /// Three connections come, two go, one handshake is refused.
    private void someTraffic(Observability observability) {
        for (int i = 1; i <= 3; i++) {
            server.opened.incrementAndGet();
            server.open.add(FakeServer.live("c-" + i));
            observability.listener().opened(Ends.connection("c-" + i));
        }
        for (int i = 1; i <= 2; i++) {
            server.open.removeFirst();
            observability.listener().loopEnded(Ends.loop(Ends.connection("c-" + i), "client-left"));
            observability.listener().ended(Ends.left(Ends.connection("c-" + i), Duration.ofSeconds(i)));
        }
        observability.listener().ended(Ends.rejected(Ends.connection("r-1", null, "attempt-0000001")));
    }

    @Test
    void log_metrics_api_and_why_tell_the_same() throws Exception {
        try (Observability observability = start()) {
            someTraffic(observability);
            DiagnosticsServer diagnostics = diagnostics(observability);

            Invariants.hold(get(diagnostics, "/metrics"), get(diagnostics, "/api/ends?limit=1000"));
            JsonNode why = JsonForm.tree(observability.whyAnswers().explain("attempt-0000001"));
            JsonNode end = JsonForm.tree(get(diagnostics, "/api/ends/r-1"));
            assertThat(why.get("explanation")).isEqualTo(end.get("explanation"));
            observability.close();
            JsonNode line = log().stream()
                    .filter(each -> each.path("connection_id").asString("").equals("r-1"))
                    .findFirst()
                    .orElseThrow();
            assertThat(line).isEqualTo(end);
        }
    }

    @Test
    void the_invariants_notice_a_connection_that_was_forgotten_or_told_twice() throws Exception {
        try (Observability observability = start()) {
            someTraffic(observability);
            DiagnosticsServer diagnostics = diagnostics(observability);
            server.open.removeFirst();
            String metrics = get(diagnostics, "/metrics");
            String ends = get(diagnostics, "/api/ends");
            assertThatThrownBy(() -> Invariants.hold(metrics, ends)).hasMessageContaining("opened - ended = live");

            server.opened.incrementAndGet();
            observability.listener().ended(Ends.left(Ends.connection("c-1"), Duration.ofSeconds(1)));
            observability.listener().ended(Ends.lost(Ends.connection("c-3")));
            String twice = get(diagnostics, "/metrics");
            String twiceEnds = get(diagnostics, "/api/ends");
            assertThatThrownBy(() -> Invariants.hold(twice, twiceEnds)).hasMessageContaining("one end record");
        }
    }

    @Test
    void the_invariants_of_the_log_notice_an_end_that_is_missing() throws Exception {
        try (Observability observability = start()) {
            someTraffic(observability);
        }
        List<String> lines = Files.readAllLines(folder.resolve("backend.log"));

        assertThatThrownBy(() -> Invariants.holdInLog(lines)).hasMessageContaining("whatever opened has ended");
        Invariants.holdInLog(
                lines.stream().filter(line -> !line.contains("\"c-3\"")).toList());
    }

    @Test
    void a_start_and_a_stop_have_their_lines() throws IOException {
        Observability observability = start();
        observability.close();
        observability.close();

        assertThat(log()).extracting(line -> line.get("event").asString()).containsExactly("started", "stopped");
        assertThat(log().getFirst().get("version").asString()).isEqualTo("1.2.3");
        assertThat(folder.resolve("backend.log.alive")).doesNotExist();
    }

    @Test
    void a_run_that_was_killed_is_told_at_the_next_start_in_log_and_metrics() throws Exception {
        Files.writeString(
                folder.resolve("backend.log.alive"),
                "{\"pid\":4711,\"started_at\":\"2026-11-23T08:00:00Z\",\"last_sign_of_life\":\"2026-11-23T09:59:55Z\"}\n");
        try (Observability observability = start()) {
            assertThat(MetricSamples.read(get(diagnostics(observability), "/metrics"))
                            .sum("holdfast_unclean_stop"))
                    .isEqualTo(1);
        }

        JsonNode line = log().get(1);
        assertThat(line.get("event").asString()).isEqualTo("unclean-stop");
        assertThat(line.get("level").asString()).isEqualTo("WARN");
        assertThat(line.get("last_sign_of_life").asString()).isEqualTo("2026-11-23T09:59:55Z");
    }

    @Test
    void a_second_run_on_the_same_log_is_refused_and_harms_nothing() throws IOException {
        try (Observability first = start()) {
            assertThatThrownBy(this::start)
                    .isInstanceOf(LogUnavailableException.class)
                    .hasMessageContaining("another Holdfast that still runs");
            first.listener().noticed(Notice.info("test", "still here", java.util.Map.of()));
        }
        assertThat(log())
                .extracting(line -> line.get("event").asString())
                .containsExactly("started", "test", "stopped");
    }

    @Test
    void nothing_that_fails_behind_the_listener_reaches_an_event_loop() throws IOException {
        try (Observability observability = start()) {
            assertThatCode(() -> observability.listener().ended(null)).doesNotThrowAnyException();
            assertThatCode(() -> observability.listener().noticed(null)).doesNotThrowAnyException();
        }
    }
}
