package dev.holdfast.observe.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.port.ServerFigures;
import dev.holdfast.observe.fixture.Ends;
import dev.holdfast.observe.fixture.FakeServer;
import dev.holdfast.observe.fixture.MetricSamples;
import dev.holdfast.observe.json.JsonForm;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// What the diagnostics API answers.
class DiagnosticsServerTest {
    @TempDir
    Path folder;

    @AutoClose
    private RunningDiagnostics api;

    @BeforeEach
    void start() throws IOException {
        api = RunningDiagnostics.open(folder);
    }

    private static List<String> ids(JsonNode many) {
        return StreamSupport.stream(many.spliterator(), false)
                .map(each -> each.get("connection_id").asString())
                .toList();
    }

    @Test
    void open_connections_are_listed_page_by_page() throws Exception {
        for (int i = 0; i < 5; i++) {
            api.server.open.add(FakeServer.live("c-" + i));
        }

        JsonNode page = api.json("/api/connections?offset=1&limit=2&user=alice");

        assertThat(page.get("open").intValue()).isEqualTo(5);
        assertThat(ids(page.get("connections"))).containsExactly("c-1", "c-2");
        assertThat(api.json("/api/connections?user=bob").get("connections").size())
                .isZero();
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
        api.server.open.add(FakeServer.live("c-1"));

        assertThat(api.json("/api/connections/c-1").get("connection_id").asString())
                .isEqualTo("c-1");
        assertThat(api.get("/api/connections/c-2").statusCode()).isEqualTo(404);
    }

    @Test
    void ends_come_newest_first_with_the_fields_of_their_log_line() throws Exception {
        api.observability.listener().ended(Ends.left(Ends.connection("c-1"), Duration.ofSeconds(1)));
        api.observability.listener().ended(Ends.rejected(Ends.connection("c-2")));
        api.observability.listener().ended(Ends.left(Ends.connection("c-3"), Duration.ofSeconds(1)));

        assertThat(ids(api.json("/api/ends").get("ends"))).containsExactly("c-3", "c-2", "c-1");
        assertThat(ids(api.json("/api/ends?limit=1").get("ends"))).containsExactly("c-3");
        assertThat(ids(api.json("/api/ends?cause=token-expired").get("ends"))).containsExactly("c-2");
        JsonNode one = api.json("/api/ends/c-2");
        api.observability.close();
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
        String answer = api.raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 400 ");
        assertThat(answer.replace("\\\"", "\"")).containsIgnoringCase(said);
    }

    @Test
    void a_query_of_any_length_is_refused() throws Exception {
        assertThat(api.get("/api/ends?cause=" + "x".repeat(3000)).statusCode()).isEqualTo(400);
    }

    @Test
    void the_configuration_is_shown_as_it_was_given() throws Exception {
        assertThat(api.json("/api/config").toString()).isEqualTo("{\"path\":{\"value\":\"/ws\",\"default\":true}}");
    }

    @Test
    void a_gateways_backends_are_listed_and_a_server_has_none() throws Exception {
        assertThat(api.json("/api/backends").toString()).isEqualTo("{\"backends\":[]}");
        api.server.backends.add(new ServerFigures.Backend("10.0.0.1:80", false, 2, 30, 4));
        api.server.backends.add(new ServerFigures.Backend("[::1]:81", null, 0, 5, 0));
        assertThat(api.json("/api/backends").get("backends").toString())
                .isEqualTo(
                        "[{\"backend\":\"10.0.0.1:80\",\"up\":false,\"connections\":2,\"chosen\":30,\"unreached\":4},"
                                + "{\"backend\":\"[::1]:81\",\"up\":null,\"connections\":0,\"chosen\":5,\"unreached\":0}]");
        assertThat(api.get("/api/backends?up=true").statusCode()).isEqualTo(400);
    }

    @Test
    void metrics_are_readable_for_prometheus() throws Exception {
        api.observability.listener().ended(Ends.left(Ends.connection("c-1"), Duration.ofSeconds(1)));
        HttpResponse<String> metrics = api.get("/metrics");

        assertThat(metrics.headers().firstValue("Content-Type").orElseThrow())
                .startsWith("text/plain")
                .contains("version=0.0.4");
        assertThat(MetricSamples.read(metrics.body()).sum("holdfast_connections_ended_total", "cause", "client-left"))
                .isEqualTo(1);
    }

    @Test
    void readiness_says_why_not() throws Exception {
        assertThat(api.get("/health/live").statusCode()).isEqualTo(200);
        assertThat(api.get("/health/ready").statusCode()).isEqualTo(200);

        api.readiness = new Readiness.NotReady("draining since SIGTERM");

        HttpResponse<String> ready = api.get("/health/ready");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body()).isEqualTo("{\"status\":\"not ready\",\"reason\":\"draining since SIGTERM\"}");
        assertThat(api.get("/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void head_tells_the_length_and_sends_nothing() throws Exception {
        HttpResponse<String> head =
                api.send(api.to("/health/live").method("HEAD", HttpRequest.BodyPublishers.noBody()));

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("Content-Length")).contains("17");
        assertThat(head.body()).isEmpty();
    }

    @Test
    void an_unknown_path_is_404_and_a_wrong_method_405() throws Exception {
        assertThat(api.get("/nothing").statusCode()).isEqualTo(404);
        assertThat(api.get("/nothing").body()).contains("GET /api lists what there is");
        assertThat(api.get("/api").body()).contains("/api/ends");
        assertThat(api.get("/").body())
                .contains(DashboardFiles.built() ? "<div id=\"app\">" : "The dashboard was not built");
        assertThat(api.get("/api/tickets").statusCode()).isEqualTo(405);
        HttpResponse<String> delete = api.send(api.to("/api/connections/c-1").DELETE());
        assertThat(delete.statusCode()).isEqualTo(405);
        assertThat(delete.headers().firstValue("Allow")).isPresent();
        assertThat(api.send(api.to("/api/ends")
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(405);
        assertThat(api.raw("OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .doesNotStartWith("HTTP/1.1 200");
    }

    @Test
    void a_ticket_is_issued_to_whoever_may_ask() throws Exception {
        HttpResponse<String> response = api.send(api.ticket("{\"user\":\"alice\"}"));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(JsonForm.tree(response.body()).get("ticket").asString()).isEqualTo(RunningDiagnostics.TICKET);
        assertThat(JsonForm.tree(response.body()).get("expires_at").asString()).isEqualTo("2026-11-23T10:01:00Z");
        assertThat(api.asked).containsExactly("alice");
    }

    @Test
    void what_the_issuer_refuses_is_said() throws Exception {
        api.issue = new TicketIssuer.Refused("is empty");
        assertThat(api.send(api.ticket("{\"user\":\"\"}")).statusCode()).isEqualTo(400);
        assertThat(api.send(api.ticket("{\"user\":\"\"}")).body()).contains("user is empty");

        api.issue = new TicketIssuer.Full(Duration.ofSeconds(20));
        HttpResponse<String> full = api.send(api.ticket("{\"user\":\"alice\"}"));
        assertThat(full.statusCode()).isEqualTo(503);
        assertThat(full.body()).contains("in 20 s");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no json", "[]", "{\"user\":1}", "{\"user\":", "{}"})
    void what_is_no_request_for_a_ticket_is_refused(String body) throws Exception {
        api.issue = new TicketIssuer.Refused("is empty");

        assertThat(api.send(api.ticket(body)).statusCode()).isEqualTo(400);
    }

    @Test
    void a_port_that_is_taken_is_named() {
        int taken = api.port();

        assertThatThrownBy(() -> api.another(DiagnosticsOptions.local(taken)))
                .isInstanceOf(PortUnavailableException.class)
                .hasMessageContaining("can't listen on")
                .hasMessageContaining(":" + taken)
                .hasMessageContaining("choose another");
    }

    @Test
    void a_fault_in_a_source_is_an_answer_and_not_the_end() throws Exception {
        api.readiness = null;

        HttpResponse<String> fault = api.get("/health/ready");

        assertThat(fault.statusCode()).isEqualTo(500);
        assertThat(fault.body()).contains("NullPointerException").doesNotContain("\tat ");
        assertThat(api.get("/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void ends_are_filtered_by_what_an_operator_looks_for_and_paged() throws Exception {
        api.observability.ends().add(Ends.left(Ends.connection("a"), Duration.ofSeconds(5)));
        api.observability.ends().add(Ends.lost(Ends.connection("b")));
        api.observability.ends().add(Ends.rejected(Ends.connection("c")));

        assertThat(ids("/api/ends")).containsExactly("c", "b", "a");
        assertThat(ids("/api/ends?opened=true")).containsExactly("b", "a");
        assertThat(ids("/api/ends?expected=true")).containsExactly("a");
        assertThat(ids("/api/ends?cause=client-left&expected=false")).isEmpty();
        assertThat(ids("/api/ends?confidence=none")).containsExactly("b");
        assertThat(ids("/api/ends?since=2030-01-01T00:00:00Z")).isEmpty();
        assertThat(ids("/api/ends?path=/elsewhere")).isEmpty();

        JsonNode first = api.json("/api/ends?limit=2&timeline=false");
        assertThat(first.get("ends"))
                .hasSize(2)
                .allSatisfy(end -> assertThat(end.has("timeline")).isFalse());
        assertThat(ids("/api/ends?limit=2&before=" + first.get("next").asLong()))
                .containsExactly("a");
        assertThat(api.json("/api/ends?limit=3").get("next").isNull()).isTrue();

        for (String wrong : List.of(
                "expected=perhaps", "confidence=sure", "since=yesterday", "before=x", "timeline=2", "nonsense=1")) {
            assertThat(api.get("/api/ends?" + wrong).statusCode()).as(wrong).isEqualTo(400);
        }
    }

    private List<String> ids(String path) throws IOException, InterruptedException {
        List<String> ids = new ArrayList<>();
        api.json(path)
                .get("ends")
                .forEach(end -> ids.add(end.get("connection_id").asString()));
        return ids;
    }

    @Test
    void a_connection_is_closed_for_a_reason_only() throws Exception {
        api.server.open.add(FakeServer.live("a"));
        assertThat(api.send(close("a", "{}")).statusCode()).isEqualTo(400);
        assertThat(api.send(close("a", "{\"reason\":\"" + "x".repeat(101) + "\"}"))
                        .statusCode())
                .isEqualTo(400);
        assertThat(api.send(close("b", "{\"reason\":\"why not\"}")).statusCode())
                .isEqualTo(404);
        assertThat(api.send(close("a", "{\"reason\":\"why not\"}")).statusCode())
                .isEqualTo(202);
        assertThat(api.server.closed).contains("a because why not");
    }

    private HttpRequest.Builder close(String id, String body) {
        return api.post("/api/connections/" + id + "/close", body);
    }
}
