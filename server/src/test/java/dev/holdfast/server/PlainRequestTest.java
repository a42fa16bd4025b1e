package dev.holdfast.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.server.fixture.RawClient;
import dev.holdfast.server.fixture.TestServer;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the public port answers beside WebSockets. None of it is a connection, so none of it leaves a record.
class PlainRequestTest {
    private static final String REPORT = "{\"attempt\":\"abcdefgh12\",\"endedBy\":\"silence\"}";

    private final TestServer server;

    PlainRequestTest() throws Exception {
        server = TestServer.echo();
    }

    @AfterEach
    void nothing_is_recorded() throws Exception {
        server.close();
        assertThat(server.recording.allEnded).isEmpty();
    }

    private static String post(String path, String body, String... headers) {
        return "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length() + "\r\n"
                + String.join(
                        "",
                        Arrays.stream(headers).map(header -> header + "\r\n").toList())
                + "\r\n" + body;
    }

    private String answer(String request) throws Exception {
        try (RawClient client = server.connect()) {
            client.send(request);
            return client.head() + client.rest();
        }
    }

    @Test
    void a_report_is_taken_and_readable_by_pages_of_allowed_origins() throws Exception {
        assertThat(answer(post("/why/abcdefgh12", REPORT, "Origin: http://localhost:1")))
                .startsWith("HTTP/1.1 204 ")
                .contains("Access-Control-Allow-Origin: http://localhost:1")
                .doesNotContain("Content-Length");
        assertThat(server.reported).containsExactly("abcdefgh12 SILENCE");
    }

    @Test
    void a_report_that_comes_in_pieces_is_read_whole() throws Exception {
        String request = post("/why/abcdefgh12", REPORT);
        try (RawClient client = server.connect()) {
            int half = request.length() - REPORT.length() / 2;
            client.send(request.substring(0, half));
            client.send(request.substring(half, half + 1));
            client.send(request.substring(half + 1));
            assertThat(client.head()).startsWith("HTTP/1.1 204 ");
            client.rest();
        }
        assertThat(server.reported).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "/why/abcdefgh12; {\"attempt\":\"other12345\"}; 400",
                "/why/abcdefgh12; no json; 400",
                "/why/abcdefgh12; ''; 400",
                "/why/; {\"attempt\":\"abcdefgh12\"}; 400",
            })
    void what_is_no_report_on_that_attempt_is_refused(String path, String body, int status) throws Exception {
        assertThat(answer(post(path, body))).startsWith("HTTP/1.1 " + status + " ");
        assertThat(server.reported).isEmpty();
    }

    @Test
    void pages_of_other_origins_may_not_report() throws Exception {
        assertThat(answer(post("/why/abcdefgh12", REPORT, "Origin: https://evil.test")))
                .startsWith("HTTP/1.1 403 ")
                .doesNotContain("Access-Control-Allow-Origin");
        assertThat(server.reported).isEmpty();
    }

    @Test
    void a_report_that_is_too_long_is_not_waited_for() throws Exception {
        assertThat(answer("POST /why/abcdefgh12 HTTP/1.1\r\nHost: x\r\nContent-Length: 2049\r\n\r\n"))
                .startsWith("HTTP/1.1 413 ");
    }

    @ParameterizedTest
    @CsvSource(value = {"Content-Length: -1", "Content-Length: x", "Transfer-Encoding: chunked", "Content-Type: a/b"})
    void a_body_without_an_honest_length_is_refused(String header) throws Exception {
        assertThat(answer("POST /why/abcdefgh12 HTTP/1.1\r\nHost: x\r\n" + header + "\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ");
    }

    @Test
    void an_address_that_reports_without_end_is_held_back_for_a_minute() throws Exception {
        String last = "";
        for (int i = 0; i < 121; i++) {
            last = answer(post("/why/abcdefgh12", REPORT));
        }
        assertThat(last).startsWith("HTTP/1.1 429 ").contains("Retry-After: 60");
        assertThat(server.reported).hasSize(120);

        server.time.advance(Duration.ofMinutes(1));
        assertThat(answer(post("/why/abcdefgh12", REPORT))).startsWith("HTTP/1.1 204 ");
    }

    @Test
    void a_page_is_shown_and_may_load_from_nowhere_else() throws Exception {
        assertThat(answer("GET /page?x=1 HTTP/1.1\r\nHost: x\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ")
                .contains("Content-Type: text/plain")
                .contains("Content-Security-Policy: default-src 'self';")
                .endsWith("hi");
    }
}
