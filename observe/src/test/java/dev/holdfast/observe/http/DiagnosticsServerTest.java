package dev.holdfast.observe.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.port.ServerFigures;
import dev.holdfast.observe.Observability;
import dev.holdfast.observe.ObserveOptions;
import dev.holdfast.observe.fixture.Ends;
import dev.holdfast.observe.fixture.FakeServer;
import dev.holdfast.observe.fixture.ManualTime;
import dev.holdfast.observe.fixture.MetricSamples;
import dev.holdfast.observe.json.JsonForm;
import dev.holdfast.observe.log.LogOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Real HTTP on a free port of the loopback interface.
class DiagnosticsServerTest {
    private static final String TOKEN = "canary-admin-token-0123456789";
    private static final String TICKET = "canary-ticket-0123456789";

    @TempDir
    Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private final FakeServer server = new FakeServer();
    private final List<String> asked = new ArrayList<>();
    private Readiness readiness = new Readiness.Ready();
    private TicketIssuer.Issue issue = new TicketIssuer.Issued(TICKET, Instant.parse("2026-11-23T10:01:00Z"));
    private Observability observability;
    private DiagnosticsServer diagnostics;

    @BeforeEach
    void start() throws IOException {
        observability = Observability.start(
                new ObserveOptions(LogOptions.to(folder.resolve("backend.log")), null, "1.2.3"), new ManualTime());
        diagnostics = open(DiagnosticsOptions.local(0));
    }

    private DiagnosticsServer open(DiagnosticsOptions options) throws PortUnavailableException {
        return observability.diagnostics(
                options,
                new DiagnosticsSources(
                        server,
                        server,
                        () -> JsonForm.tree("{\"path\":{\"value\":\"/ws\",\"default\":true}}"),
                        () -> JsonForm.tree("[{\"key\":\"heartbeat.interval\",\"text\":\"too long\"}]"),
                        () -> readiness,
                        user -> {
                            asked.add(user);
                            return issue;
                        }));
    }

    @AfterEach
    void stop() {
        diagnostics.close();
        observability.close();
        client.close();
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + diagnostics.address().getPort() + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(to(path));
    }

    private JsonNode json(String path) throws IOException, InterruptedException {
        HttpResponse<String> response = get(path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JsonForm.tree(response.body());
    }

    private HttpRequest.Builder ticket(String body) {
        return to("/api/tickets")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    /// For what no client library sends.
    private String raw(String request) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(diagnostics.address());
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static List<String> ids(JsonNode many) {
        return StreamSupport.stream(many.spliterator(), false)
                .map(each -> each.get("connection_id").asString())
                .toList();
    }

    @Test
    void open_connections_are_listed_page_by_page() throws Exception {
        for (int i = 0; i < 5; i++) {
            server.open.add(FakeServer.live("c-" + i));
        }

        JsonNode page = json("/api/connections?offset=1&limit=2&user=alice");

        assertThat(page.get("open").intValue()).isEqualTo(5);
        assertThat(ids(page.get("connections"))).containsExactly("c-1", "c-2");
        assertThat(json("/api/connections?user=bob").get("connections").size()).isZero();
        JsonNode first = page.get("connections").get(0);
        assertThat(first.get("state").asString()).isEqualTo("open");
        assertThat(first.get("age_seconds").decimalValue()).isEqualByComparingTo("90");
        assertThat(first.get("idle_seconds").decimalValue()).isEqualByComparingTo("1.5");
        assertThat(first.get("round_trip_seconds").isNull()).isTrue();
        assertThat(first.get("queued_bytes").intValue()).isEqualTo(17);
        assertThat(first.get("user_id").asString()).isEqualTo("alice");
    }

    @Test
    void one_open_connection_is_shown_by_its_id() throws Exception {
        server.open.add(FakeServer.live("c-1"));

        assertThat(json("/api/connections/c-1").get("connection_id").asString()).isEqualTo("c-1");
        assertThat(get("/api/connections/c-2").statusCode()).isEqualTo(404);
    }

    @Test
    void ends_come_newest_first_with_the_fields_of_their_log_line() throws Exception {
        observability.listener().ended(Ends.left(Ends.connection("c-1"), Duration.ofSeconds(1)));
        observability.listener().ended(Ends.rejected(Ends.connection("c-2")));
        observability.listener().ended(Ends.left(Ends.connection("c-3"), Duration.ofSeconds(1)));

        assertThat(ids(json("/api/ends").get("ends"))).containsExactly("c-3", "c-2", "c-1");
        assertThat(ids(json("/api/ends?limit=1").get("ends"))).containsExactly("c-3");
        assertThat(ids(json("/api/ends?cause=token-expired").get("ends"))).containsExactly("c-2");
        JsonNode one = json("/api/ends/c-2");
        observability.close();
        JsonNode line = Files.readAllLines(folder.resolve("backend.log")).stream()
                .map(JsonForm::tree)
                .filter(each -> each.path("connection_id").asString("").equals("c-2"))
                .findFirst()
                .orElseThrow();
        assertThat(one).isEqualTo(line);
        assertThat(one.get("timeline").get("facts").size()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/ends?cause=bad-luck | found the cause \"bad-luck\"",
                "/api/ends?limit=0 | limit: found \"0\", expected 1 to 1000",
                "/api/ends?limit=1001 | expected 1 to 1000",
                "/api/ends?limit=ten | limit: found \"ten\"",
                "/api/ends?limit=1&limit=2 | \"limit\" twice",
                "/api/ends?sort=up | found the parameter \"sort\", expected cause, user",
                "/api/connections?offset=-1 | offset: found \"-1\"",
                "/api/ends?cause=%zz | Bad request",
                "/api/ends?cause=%FF%FE | found the cause",
            })
    void an_unusable_question_is_answered_by_what_would_be_right(String path, String said) throws Exception {
        String answer = raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 400 ");
        assertThat(answer.replace("\\\"", "\"")).containsIgnoringCase(said);
    }

    @Test
    void a_query_of_any_length_is_refused() throws Exception {
        assertThat(get("/api/ends?cause=" + "x".repeat(3000)).statusCode()).isEqualTo(400);
    }

    @Test
    void the_configuration_is_shown_as_it_was_given() throws Exception {
        assertThat(json("/api/config").toString()).isEqualTo("{\"path\":{\"value\":\"/ws\",\"default\":true}}");
    }

    @Test
    void a_gateways_backends_are_listed_and_a_server_has_none() throws Exception {
        assertThat(json("/api/backends").toString()).isEqualTo("{\"backends\":[]}");
        server.backends.add(new ServerFigures.Backend("10.0.0.1:80", false, 2, 30, 4));
        server.backends.add(new ServerFigures.Backend("[::1]:81", null, 0, 5, 0));
        assertThat(json("/api/backends").get("backends").toString())
                .isEqualTo(
                        "[{\"backend\":\"10.0.0.1:80\",\"up\":false,\"connections\":2,\"chosen\":30,\"unreached\":4},"
                                + "{\"backend\":\"[::1]:81\",\"up\":null,\"connections\":0,\"chosen\":5,\"unreached\":0}]");
        assertThat(get("/api/backends?up=true").statusCode()).isEqualTo(400);
    }

    @Test
    void metrics_are_readable_for_prometheus() throws Exception {
        observability.listener().ended(Ends.left(Ends.connection("c-1"), Duration.ofSeconds(1)));
        HttpResponse<String> metrics = get("/metrics");

        assertThat(metrics.headers().firstValue("Content-Type").orElseThrow())
                .startsWith("text/plain")
                .contains("version=0.0.4");
        assertThat(MetricSamples.read(metrics.body()).sum("holdfast_connections_ended_total", "cause", "client-left"))
                .isEqualTo(1);
    }

    @Test
    void readiness_says_why_not() throws Exception {
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        assertThat(get("/health/ready").statusCode()).isEqualTo(200);

        readiness = new Readiness.NotReady("draining since SIGTERM");

        HttpResponse<String> ready = get("/health/ready");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body()).isEqualTo("{\"status\":\"not ready\",\"reason\":\"draining since SIGTERM\"}");
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/api/connections", "/api/ends", "/api/config", "/metrics", "/health/live", "/nothing"})
    void no_answer_is_cached_sniffed_or_shared_with_other_origins(String path) throws Exception {
        HttpResponse<String> response = send(to(path).header("Origin", "https://evil.example"));

        assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(response.headers().firstValue("Content-Type")).isPresent();
        assertThat(response.headers().map().keySet())
                .noneMatch(name -> name.toLowerCase(java.util.Locale.ROOT).startsWith("access-control"));
    }

    @Test
    void head_tells_the_length_and_sends_nothing() throws Exception {
        HttpResponse<String> head = send(to("/health/live").method("HEAD", HttpRequest.BodyPublishers.noBody()));

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("Content-Length")).contains("17");
        assertThat(head.body()).isEmpty();
    }

    @Test
    void an_unknown_path_is_404_and_a_wrong_method_405() throws Exception {
        assertThat(get("/nothing").statusCode()).isEqualTo(404);
        assertThat(get("/nothing").body()).contains("GET /api lists what there is");
        assertThat(get("/api").body()).contains("/api/ends");
        assertThat(get("/").body())
                .contains(DashboardFiles.built() ? "<div id=\"app\">" : "The dashboard was not built");
        assertThat(get("/api/tickets").statusCode()).isEqualTo(405);
        HttpResponse<String> delete = send(to("/api/connections/c-1").DELETE());
        assertThat(delete.statusCode()).isEqualTo(405);
        assertThat(delete.headers().firstValue("Allow")).isPresent();
        assertThat(send(to("/api/ends")
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(405);
        assertThat(raw("OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .doesNotStartWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "evil.example:9090", "localhost.evil.example", "127.0.0.1.nip.example", ""})
    void a_name_that_a_page_has_let_point_here_is_not_answered(String host) throws IOException {
        String answer = raw("GET /api/ends HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 421 ").doesNotContain("\"ends\"");
    }

    @Test
    void a_ticket_is_issued_to_whoever_may_ask() throws Exception {
        HttpResponse<String> response = send(ticket("{\"user\":\"alice\"}"));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(JsonForm.tree(response.body()).get("ticket").asString()).isEqualTo(TICKET);
        assertThat(JsonForm.tree(response.body()).get("expires_at").asString()).isEqualTo("2026-11-23T10:01:00Z");
        assertThat(asked).containsExactly("alice");
    }

    @Test
    void what_the_issuer_refuses_is_said() throws Exception {
        issue = new TicketIssuer.Refused("is empty");
        assertThat(send(ticket("{\"user\":\"\"}")).statusCode()).isEqualTo(400);
        assertThat(send(ticket("{\"user\":\"\"}")).body()).contains("user is empty");

        issue = new TicketIssuer.Full(Duration.ofSeconds(20));
        HttpResponse<String> full = send(ticket("{\"user\":\"alice\"}"));
        assertThat(full.statusCode()).isEqualTo(503);
        assertThat(full.body()).contains("in 20 s");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no json", "[]", "{\"user\":1}", "{\"user\":", "{}"})
    void what_is_no_request_for_a_ticket_is_refused(String body) throws Exception {
        issue = new TicketIssuer.Refused("is empty");

        assertThat(send(ticket(body)).statusCode()).isEqualTo(400);
    }

    @Test
    void a_long_body_is_not_read_to_its_end() throws Exception {
        assertThat(send(ticket("{\"user\":\"" + "x".repeat(100_000) + "\"}")).statusCode())
                .isEqualTo(413);
        assertThat(asked).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Sec-Fetch-Site, cross-site",
        "Sec-Fetch-Site, same-site",
        "Origin, https://evil.example",
        "Origin, null",
        "Origin, http://localhost:1"
    })
    void a_page_of_another_site_changes_nothing(String header, String value) throws Exception {
        assertThat(send(ticket("{\"user\":\"alice\"}").header(header, value)).statusCode())
                .isEqualTo(403);
        assertThat(asked).isEmpty();
    }

    @Test
    void a_page_of_ours_may() throws Exception {
        String own = "http://127.0.0.1:" + diagnostics.address().getPort();

        assertThat(send(ticket("{\"user\":\"alice\"}").header("Origin", own).header("Sec-Fetch-Site", "same-origin"))
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text/plain", "application/x-www-form-urlencoded", "application/jsonx", "multipart/form-data"})
    void a_form_is_not_taken_for_json(String type) throws Exception {
        assertThat(send(to("/api/tickets")
                                .header("Content-Type", type)
                                .POST(HttpRequest.BodyPublishers.ofString("{\"user\":\"alice\"}")))
                        .statusCode())
                .isEqualTo(415);
        assertThat(asked).isEmpty();
    }

    @Test
    void with_a_token_only_health_is_open_to_everybody() throws Exception {
        diagnostics.close();
        diagnostics = open(
                new DiagnosticsOptions(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Set.of(), TOKEN));

        for (String path : List.of("/api", "/api/ends", "/api/connections", "/api/config", "/metrics", "/nothing")) {
            assertThat(get(path).statusCode()).as(path).isEqualTo(401);
            assertThat(send(to(path).header("Authorization", "Bearer " + TOKEN + "x"))
                            .statusCode())
                    .as(path)
                    .isEqualTo(401);
            assertThat(send(to(path).header("Authorization", "bearer " + TOKEN)).statusCode())
                    .as(path)
                    .isNotEqualTo(401);
        }
        assertThat(get("/api/live").statusCode()).isEqualTo(401);
        assertThat(send(ticket("{\"user\":\"alice\"}")).statusCode()).isEqualTo(401);
        assertThat(get("/api/ends").headers().firstValue("WWW-Authenticate")).contains("Bearer");
        assertThat(get("/health/ready").statusCode()).isEqualTo(200);
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void secrets_are_in_no_answer_and_not_in_the_log() throws Exception {
        diagnostics.close();
        diagnostics = open(
                new DiagnosticsOptions(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Set.of(), TOKEN));
        StringBuilder answers = new StringBuilder();
        answers.append(beginOfLive());
        for (String path :
                List.of("/api", "/api/ends", "/api/connections", "/metrics", "/nothing", "/api/ends?token=" + TOKEN)) {
            answers.append(
                    send(to(path).header("Authorization", "Bearer " + TOKEN)).body());
            answers.append(get(path).body());
        }
        var _ = send(ticket("{\"user\":\"alice\"}").header("Authorization", "Bearer " + TOKEN));
        observability.close();

        assertThat(answers.toString()).contains("event: history").doesNotContain("canary");
        assertThat(folder.resolve("backend.log")).content().doesNotContain("canary");
    }

    /// What a page is told when it begins to watch; the rest comes by the second.
    private String beginOfLive() throws Exception {
        StringBuilder told = new StringBuilder();
        HttpRequest request =
                to("/api/live").header("Authorization", "Bearer " + TOKEN).build();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                client.send(request, HttpResponse.BodyHandlers.ofInputStream()).body(), StandardCharsets.UTF_8))) {
            do {
                told.append(lines.readLine()).append('\n');
            } while (!told.toString().contains("event: incidents"));
            return told.append(lines.readLine()).toString();
        }
    }

    @Test
    void what_everybody_could_reach_needs_a_token() {
        assertThatThrownBy(() -> new DiagnosticsOptions(new InetSocketAddress("0.0.0.0", 0), Set.of(), null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found 0.0.0.0:0 without a token");
        assertThatThrownBy(() -> new DiagnosticsOptions(new InetSocketAddress("0.0.0.0", 0), Set.of(), "short"))
                .hasMessageContaining("found 5 characters, expected at least 16");
        assertThat(new DiagnosticsOptions(new InetSocketAddress("0.0.0.0", 0), Set.of(), TOKEN).toString())
                .doesNotContain("canary");
    }

    @Test
    void a_port_that_is_taken_is_named() {
        int taken = diagnostics.address().getPort();

        assertThatThrownBy(() -> open(DiagnosticsOptions.local(taken)))
                .isInstanceOf(PortUnavailableException.class)
                .hasMessageContaining("can't listen on")
                .hasMessageContaining(":" + taken)
                .hasMessageContaining("choose another");
    }

    @Test
    void a_fault_in_a_source_is_an_answer_and_not_the_end() throws Exception {
        readiness = null;

        HttpResponse<String> fault = get("/health/ready");

        assertThat(fault.statusCode()).isEqualTo(500);
        assertThat(fault.body()).contains("NullPointerException").doesNotContain("\tat ");
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
    }

    // ---- the dashboard

    @Test
    void ends_are_filtered_by_what_an_operator_looks_for_and_paged() throws Exception {
        observability.ends().add(Ends.left(Ends.connection("a"), Duration.ofSeconds(5)));
        observability.ends().add(Ends.lost(Ends.connection("b")));
        observability.ends().add(Ends.rejected(Ends.connection("c")));

        assertThat(ids("/api/ends")).containsExactly("c", "b", "a");
        assertThat(ids("/api/ends?opened=true")).containsExactly("b", "a");
        assertThat(ids("/api/ends?expected=true")).containsExactly("a");
        assertThat(ids("/api/ends?cause=client-left&expected=false")).isEmpty();
        assertThat(ids("/api/ends?confidence=none")).containsExactly("b");
        assertThat(ids("/api/ends?since=2030-01-01T00:00:00Z")).isEmpty();
        assertThat(ids("/api/ends?path=/elsewhere")).isEmpty();

        JsonNode first = json("/api/ends?limit=2&timeline=false");
        assertThat(first.get("ends"))
                .hasSize(2)
                .allSatisfy(end -> assertThat(end.has("timeline")).isFalse());
        assertThat(ids("/api/ends?limit=2&before=" + first.get("next").asLong()))
                .containsExactly("a");
        assertThat(json("/api/ends?limit=3").get("next").isNull()).isTrue();

        for (String wrong : List.of(
                "expected=perhaps", "confidence=sure", "since=yesterday", "before=x", "timeline=2", "nonsense=1")) {
            assertThat(get("/api/ends?" + wrong).statusCode()).as(wrong).isEqualTo(400);
        }
    }

    private List<String> ids(String path) throws IOException, InterruptedException {
        List<String> ids = new ArrayList<>();
        json(path).get("ends").forEach(end -> ids.add(end.get("connection_id").asString()));
        return ids;
    }

    @Test
    void whoever_watches_is_told_of_the_program_the_hour_and_the_incidents_first() throws Exception {
        HttpResponse<InputStream> live =
                client.send(to("/api/live").build(), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(live.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
        try (var lines = new BufferedReader(new InputStreamReader(live.body(), StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).isEqualTo("event: about");
            assertThat(lines.readLine()).startsWith("data: {\"version\":\"1.2.3\"");
            assertThat(lines.readLine()).isEmpty();
            assertThat(lines.readLine()).isEqualTo("event: history");
            assertThat(lines.readLine()).startsWith("data: [");
            assertThat(lines.readLine()).isEmpty();
            assertThat(lines.readLine()).isEqualTo("event: incidents");
            assertThat(lines.readLine()).isEqualTo("data: []");
        }
    }

    @Test
    void pages_that_watch_are_bounded() throws Exception {
        List<HttpResponse<InputStream>> watching = new ArrayList<>();
        for (int i = 0; i < LiveStream.MOST; i++) {
            watching.add(client.send(to("/api/live").build(), HttpResponse.BodyHandlers.ofInputStream()));
        }
        assertThat(watching).allSatisfy(each -> assertThat(each.statusCode()).isEqualTo(200));
        assertThat(get("/api/live").statusCode()).isEqualTo(503);
        for (HttpResponse<InputStream> each : watching) {
            each.body().close();
        }
    }

    @Test
    void a_connection_is_closed_for_a_reason_only() throws Exception {
        server.open.add(FakeServer.live("a"));
        assertThat(send(close("a", "{}")).statusCode()).isEqualTo(400);
        assertThat(send(close("a", "{\"reason\":\"" + "x".repeat(101) + "\"}")).statusCode())
                .isEqualTo(400);
        assertThat(send(close("b", "{\"reason\":\"why not\"}")).statusCode()).isEqualTo(404);
        assertThat(send(close("a", "{\"reason\":\"why not\"}")).statusCode()).isEqualTo(202);
        assertThat(server.closed).contains("a because why not");
    }

    private HttpRequest.Builder close(String id, String body) {
        return to("/api/connections/" + id + "/close")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }
}
