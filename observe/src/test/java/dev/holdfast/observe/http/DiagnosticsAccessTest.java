package dev.holdfast.observe.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Who may ask the diagnostics API, and what for.
class DiagnosticsAccessTest {
    @TempDir
    Path folder;

    @AutoClose
    private RunningDiagnostics api;

    @BeforeEach
    void start() throws IOException {
        api = RunningDiagnostics.open(folder);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/api/connections", "/api/ends", "/api/config", "/metrics", "/health/live", "/nothing"})
    void no_answer_is_cached_sniffed_or_shared_with_other_origins(String path) throws Exception {
        HttpResponse<String> response = api.send(api.to(path).header("Origin", "https://evil.example"));

        assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(response.headers().firstValue("Content-Type")).isPresent();
        assertThat(response.headers().map().keySet())
                .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "evil.example:9090", "localhost.evil.example", "127.0.0.1.nip.example", ""})
    void a_name_that_a_page_has_let_point_here_is_not_answered(String host) throws IOException {
        String answer = api.raw("GET /api/ends HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 421 ").doesNotContain("\"ends\"");
    }

    @Test
    void a_long_body_is_not_read_to_its_end() throws Exception {
        assertThat(api.send(api.ticket("{\"user\":\"" + "x".repeat(100_000) + "\"}"))
                        .statusCode())
                .isEqualTo(413);
        assertThat(api.asked).isEmpty();
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
        assertThat(api.send(api.ticket("{\"user\":\"alice\"}").header(header, value))
                        .statusCode())
                .isEqualTo(403);
        assertThat(api.asked).isEmpty();
    }

    @Test
    void a_page_of_ours_may() throws Exception {
        String own = "http://127.0.0.1:" + api.port();

        assertThat(api.send(api.ticket("{\"user\":\"alice\"}")
                                .header("Origin", own)
                                .header("Sec-Fetch-Site", "same-origin"))
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text/plain", "application/x-www-form-urlencoded", "application/jsonx", "multipart/form-data"})
    void a_form_is_not_taken_for_json(String type) throws Exception {
        assertThat(api.send(api.to("/api/tickets")
                                .header("Content-Type", type)
                                .POST(HttpRequest.BodyPublishers.ofString("{\"user\":\"alice\"}")))
                        .statusCode())
                .isEqualTo(415);
        assertThat(api.asked).isEmpty();
    }

    @Test
    void with_a_token_only_health_is_open_to_everybody() throws Exception {
        api.close();
        api = RunningDiagnostics.withToken(folder);

        for (String path : List.of("/api", "/api/ends", "/api/connections", "/api/config", "/metrics", "/nothing")) {
            assertThat(api.get(path).statusCode()).as(path).isEqualTo(401);
            assertThat(api.send(api.to(path).header("Authorization", "Bearer " + RunningDiagnostics.TOKEN + "x"))
                            .statusCode())
                    .as(path)
                    .isEqualTo(401);
            assertThat(api.send(api.to(path).header("Authorization", "bearer " + RunningDiagnostics.TOKEN))
                            .statusCode())
                    .as(path)
                    .isNotEqualTo(401);
        }
        assertThat(api.get("/api/live").statusCode()).isEqualTo(401);
        assertThat(api.send(api.ticket("{\"user\":\"alice\"}")).statusCode()).isEqualTo(401);
        assertThat(api.get("/api/ends").headers().firstValue("WWW-Authenticate"))
                .contains("Bearer");
        assertThat(api.get("/health/ready").statusCode()).isEqualTo(200);
        assertThat(api.get("/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void secrets_are_in_no_answer_and_not_in_the_log() throws Exception {
        api.close();
        api = RunningDiagnostics.withToken(folder);
        StringBuilder answers = new StringBuilder();
        answers.append(
                api.beginOfLive(api.to("/api/live").header("Authorization", "Bearer " + RunningDiagnostics.TOKEN)));
        for (String path : List.of(
                "/api",
                "/api/ends",
                "/api/connections",
                "/metrics",
                "/nothing",
                "/api/ends?token=" + RunningDiagnostics.TOKEN)) {
            answers.append(api.send(api.to(path).header("Authorization", "Bearer " + RunningDiagnostics.TOKEN))
                    .body());
            answers.append(api.get(path).body());
        }
        var _ = api.send(
                api.ticket("{\"user\":\"alice\"}").header("Authorization", "Bearer " + RunningDiagnostics.TOKEN));
        api.observability.close();

        assertThat(answers.toString()).contains("event: history").doesNotContain("canary");
        assertThat(folder.resolve("backend.log")).content().doesNotContain("canary");
    }

    @Test
    void what_everybody_could_reach_needs_a_token() {
        assertThatThrownBy(() -> new DiagnosticsOptions(new InetSocketAddress("0.0.0.0", 0), Set.of(), null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found 0.0.0.0:0 without a token");
        assertThatThrownBy(() -> new DiagnosticsOptions(new InetSocketAddress("0.0.0.0", 0), Set.of(), "short"))
                .hasMessageContaining("found 5 characters, expected at least 16");
        assertThat(new DiagnosticsOptions(new InetSocketAddress("0.0.0.0", 0), Set.of(), RunningDiagnostics.TOKEN)
                        .toString())
                .doesNotContain("canary");
    }
}
