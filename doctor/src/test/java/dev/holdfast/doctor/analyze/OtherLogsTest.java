package dev.holdfast.doctor.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.cause.Confidence;
import dev.holdfast.doctor.analyze.result.Analysis;
import dev.holdfast.doctor.analyze.source.LogSource;
import dev.holdfast.doctor.analyze.study.Filter;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// Logs that nginx, HAProxy, uvicorn and gunicorn really wrote, of one scenario each: four talks that end in
/// order, five connections that are silent until the proxy's limit of 2 s, one reset and one dropped by the
/// client, one closed by the application and one by its crash; a refused one, a dead backend, a slow one, and
/// a request line with escape sequences. nginx in the end had three more when its backend stopped.
/// `doctor/src/test/fixtures/make-logs` makes them anew.
class OtherLogsTest {
    private static Analysis analyzed(String... names) throws UnreadableException {
        return new LogAnalysis(null, Filter.NONE, ZoneOffset.UTC)
                .of(Stream.of(names)
                        .map(name -> LogSource.of(file(name).toString(), InputStream.nullInputStream()))
                        .toList());
    }

    private static Path file(String name) {
        try {
            return Path.of(Objects.requireNonNull(OtherLogsTest.class.getResource("logs/" + name), name)
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Long> counts(Analysis analysis) {
        return analysis.causes().stream()
                .collect(Collectors.toMap(each -> each.cause().id(), Analysis.CauseShare::count));
    }

    @Test
    void haproxys_termination_codes_say_who_ended_a_connection_and_why() throws UnreadableException {
        Analysis analysis = analyzed("haproxy.log");

        assertThat(analysis.sources()).singleElement().satisfies(source -> {
            assertThat(source.format()).isEqualTo("haproxy");
            assertThat(source.flawed()).isZero();
        });
        assertThat(analysis.totals().ended()).isEqualTo(13);
        assertThat(counts(analysis)).containsEntry("proxy-idle-timeout", 5L).containsEntry("unexplained", 8L);
        assertThat(analysis.lives().p99()).isBetween(Duration.ofMillis(1970), Duration.ofMillis(2050));
    }

    @Test
    void nginxs_access_log_alone_proves_nothing() throws UnreadableException {
        Analysis analysis = analyzed("access.log");

        assertThat(analysis.sources().getFirst().format()).isEqualTo("nginx-access");
        assertThat(analysis.totals().ended()).isEqualTo(16);
        assertThat(counts(analysis)).isEqualTo(Map.of("unexplained", 16L));
        // It does not tell how long they lasted, so nothing is made of that.
        assertThat(analysis.lives().count()).isZero();
        assertThat(analysis.incidents()).isEmpty();
    }

    @Test
    void nginxs_two_logs_together_tell_more() throws UnreadableException {
        // In either order; the error log has no duration, the access log no reason.
        assertThat(counts(analyzed("access.log", "error.log")))
                .isEqualTo(counts(analyzed("error.log", "access.log")))
                .isEqualTo(Map.of("proxy-idle-timeout", 5L, "unexplained", 11L));
    }

    @Test
    void with_durations_and_numbers_in_the_access_log_each_end_is_joined_with_its_error() throws UnreadableException {
        Analysis analysis = analyzed("access.json", "error.log");

        assertThat(counts(analysis))
                .isEqualTo(Map.of(
                        "proxy-idle-timeout", 5L,
                        "unexplained", 11L,
                        "backend-unreachable", 1L,
                        "backend-no-answer", 1L,
                        "handshake-auth-rejected", 1L));
        assertThat(analysis.causes())
                .filteredOn(each -> each.cause().id().equals("backend-unreachable"))
                .singleElement()
                .satisfies(each -> assertThat(each.byConfidence()).containsOnlyKeys(Confidence.PROVEN));
        assertThat(analysis.causes())
                .filteredOn(each -> each.cause().id().equals("proxy-idle-timeout"))
                .singleElement()
                .satisfies(each -> assertThat(
                                Objects.requireNonNull(each.example()).duration())
                        .isBetween(Duration.ofMillis(1990), Duration.ofMillis(2500)));
    }

    @Test
    void the_error_log_alone_knows_what_nginx_ended() throws UnreadableException {
        assertThat(counts(analyzed("error.log"))).containsEntry("proxy-idle-timeout", 5L);
    }

    @Test
    void uvicorn_counts_and_refuses_and_tells_no_more() throws UnreadableException {
        Analysis analysis = analyzed("uvicorn.log");

        assertThat(analysis.sources().getFirst().format()).isEqualTo("uvicorn");
        assertThat(analysis.totals().opened()).isEqualTo(31);
        assertThat(analysis.totals().ended()).isEqualTo(31);
        assertThat(counts(analysis)).isEqualTo(Map.of("unexplained", 31L, "handshake-auth-rejected", 2L));
        assertThat(analysis.notices()).anyMatch(each -> each.event().equals("application-error"));
    }

    @Test
    void a_capture_shows_frames_and_who_ended_tcp_where_tshark_is_installed() throws UnreadableException {
        Assumptions.assumeTrue(
                Stream.of(System.getenv("PATH").split(":"))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "tshark"))),
                "tshark is not installed");

        Analysis analysis = analyzed("capture.pcap");

        assertThat(analysis.sources().getFirst().format()).isEqualTo("capture");
        assertThat(counts(analysis))
                .isEqualTo(Map.of(
                        "client-left", 4L,
                        "application-closed", 1L,
                        "unexplained", 11L,
                        "backend-error", 2L,
                        "backend-refused-handshake", 1L,
                        "handshake-auth-rejected", 1L));
    }

    @Test
    void chromiums_own_log_says_in_its_words_why_it_did_not_accept_a_101() throws UnreadableException {
        Analysis analysis = analyzed("netlog.json");

        assertThat(analysis.sources()).singleElement().satisfies(source -> {
            assertThat(source.format()).isEqualTo("netlog");
            assertThat(source.flawed()).isZero();
        });
        assertThat(counts(analysis))
                .isEqualTo(Map.of(
                        "client-left", 1L,
                        "application-closed", 1L,
                        "handshake-auth-rejected", 1L,
                        "subprotocol-not-echoed", 1L,
                        "connect-refused-or-ipv6-localhost", 1L));
        // The one whose application crashed: nothing in it says that it ended.
        assertThat(analysis.totals().stillOpen()).isEqualTo(1);
        assertThat(analysis.causes()).noneMatch(each -> each.byConfidence().containsKey(Confidence.PROVEN));
    }

    @Test
    void a_har_tells_of_handshakes_and_of_no_end() throws UnreadableException {
        Analysis analysis = analyzed("browser.har");

        assertThat(analysis.sources().getFirst().format()).isEqualTo("har");
        assertThat(analysis.totals().opened()).isEqualTo(3);
        assertThat(analysis.totals().ended()).isZero();
        assertThat(counts(analysis))
                .isEqualTo(Map.of(
                        "handshake-auth-rejected", 1L,
                        "subprotocol-not-echoed", 1L,
                        "connect-refused-or-ipv6-localhost", 1L));
    }

    @Test
    void a_har_that_is_cut_is_read_up_to_there() throws Exception {
        String whole = Files.readString(file("browser.har"));

        Analysis analysis = ofText(whole.substring(0, whole.length() * 3 / 4));

        assertThat(analysis.sources().getFirst().flawed()).isEqualTo(1);
        assertThat(analysis.totals().opened()).isPositive();
    }

    /// Two workers: four talks that end in order, a reset, a drop, a close and a crash of the application, one refused,
    /// and three that are open when it is stopped.
    @Test
    void gunicorns_lines_are_uvicorns_with_their_times() throws UnreadableException {
        Analysis analysis = analyzed("gunicorn.log");

        assertThat(analysis.sources().getFirst().format()).isEqualTo("uvicorn");
        assertThat(analysis.sources().getFirst().flawed()).isZero();
        assertThat(analysis.totals().opened()).isEqualTo(11);
        assertThat(analysis.totals().ended()).isEqualTo(11);
        assertThat(counts(analysis)).isEqualTo(Map.of("unexplained", 11L, "handshake-auth-rejected", 1L));
        assertThat(Duration.between(analysis.from(), analysis.to()))
                .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(20));
        assertThat(analysis.notices().stream().map(Analysis.Notices::event))
                .contains("server-started", "drain-started", "application-error");
    }

    @Test
    void of_an_access_log_only_handshakes_are_counted() throws UnreadableException {
        Analysis analysis = ofText("""
                10.0.0.1 - - [27/Nov/2026:10:00:00 +0000] "GET /index.html HTTP/1.1" 200 512 "-" "Mozilla" 0.001
                10.0.0.1 - - [27/Nov/2026:10:00:01 +0000] "GET /live/room HTTP/1.1" 502 157 "-" "Mozilla" 0.002
                10.0.0.1 - bob [27/Nov/2026:10:01:01 +0000] "GET /chat?token=x HTTP/1.1" 101 99 "-" "Mozilla" 60.002
                10.0.0.1 - - [27/Nov/2026:10:01:02 +0000] "GET /chat HTTP/1.1" 404 9 "-" "Mozilla" 0.001
                10.0.0.1 - - [27/Nov/2026:10:01:03 +0000] "\\x16\\x03\\x01" 400 157 "-" "-" 0.000
                """);

        assertThat(analysis.totals().ended()).isEqualTo(1);
        assertThat(analysis.totals().rejected()).isEqualTo(2);
        assertThat(analysis.lives().longest()).isEqualTo(Duration.ofMillis(60_002));
        assertThat(analysis.paths()).noneMatch(each -> each.what().contains("token"));
    }

    private static Analysis ofText(String log) throws UnreadableException {
        return new LogAnalysis(null, Filter.NONE, ZoneOffset.UTC)
                .of(List.of(LogSource.of("-", new ByteArrayInputStream(log.getBytes(StandardCharsets.UTF_8)))));
    }
}
