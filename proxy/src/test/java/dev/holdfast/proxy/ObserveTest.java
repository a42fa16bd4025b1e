package dev.holdfast.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.connection.Notice;
import dev.holdfast.proxy.fixture.RawBackend;
import dev.holdfast.proxy.fixture.RawBackend.Taken;
import dev.holdfast.proxy.fixture.TestGateway;
import dev.holdfast.server.fixture.RawClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Pages that get the observer script on their way.
class ObserveTest {
    private static final String ASK = "GET /page HTTP/1.1\r\nHost: localhost\r\nAccept: text/html,*/*;q=0.8\r\n"
            + "Accept-Encoding: gzip, br\r\nIf-None-Match: \"a\"\r\nRange: bytes=0-5\r\n\r\n";
    private static final Pattern TAG =
            Pattern.compile("<script src=\"(/\\.holdfast/observer-[0-9a-f]{16}\\.js)\"></script>");
    private static final int LENGTH = "<script src=\"/.holdfast/observer-0123456789abcdef.js\"></script>".length();

    private RawBackend backend;
    private TestGateway gateway;
    private RawClient client;

    @BeforeEach
    void connect() throws IOException {
        backend = new RawBackend();
        gateway = TestGateway.observing(backend.port(), "observe();");
        client = gateway.connect();
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        backend.close();
        gateway.close();
    }

    private String read(int bytes) throws IOException {
        return new String(client.socket.getInputStream().readNBytes(bytes), StandardCharsets.ISO_8859_1);
    }

    @Test
    void a_page_is_asked_for_whole_and_gets_the_script_which_the_gateway_serves() throws Exception {
        client.send(ASK);
        Taken taken = backend.take();
        assertThat(taken.request())
                .contains("Accept-Encoding: identity\r\n")
                .doesNotContain("gzip", "If-None-Match", "Range");
        String page = "<!doctype html><head><title>t</title></head>";
        taken.send("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nETag: \"a\"\r\nContent-Length: " + page.length()
                + "\r\n\r\n" + page);
        assertThat(client.head())
                .contains("Content-Length: " + (page.length() + LENGTH) + "\r\n")
                .doesNotContain("ETag");
        String shown = read(page.length() + LENGTH);
        Matcher tag = TAG.matcher(shown);
        assertThat(tag.find()).isTrue();
        assertThat(shown).startsWith("<!doctype html><head><script src").endsWith("</script><title>t</title></head>");
        client.send("GET " + tag.group(1) + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(client.head()).startsWith("HTTP/1.1 200 ").contains("text/javascript");
        assertThat(read("observe();".length())).isEqualTo("observe();");
        client.send("GET /.holdfast/other HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(taken.request()).startsWith("GET /.holdfast/other ");
    }

    @Test
    void a_page_in_chunks_stays_one() throws Exception {
        client.send(ASK);
        Taken taken = backend.take();
        taken.request();
        taken.send("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (char each : "<head></head>ok".toCharArray()) {
            taken.send("1;x\r\n" + each + "\r\n");
        }
        assertThat(client.head()).contains("Transfer-Encoding: chunked\r\n");
        taken.send("0\r\n\r\n");
        StringBuilder shown = new StringBuilder();
        int size = size();
        while (size > 0) {
            shown.append(read(size));
            read(2);
            size = size();
        }
        read(2);
        assertThat(TAG.matcher(shown).replaceAll("[tag]")).isEqualTo("<head>[tag]</head>ok");
        client.send("GET /next HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(taken.request()).startsWith("GET /next ");
    }

    private int size() throws IOException {
        StringBuilder line = new StringBuilder();
        while (line.indexOf("\r\n") < 0) {
            line.append(read(1));
        }
        return Integer.parseInt(line.substring(0, line.length() - 2), 16);
    }

    @Test
    void a_page_up_to_the_end_that_is_hardly_begun_gets_it_too() throws Exception {
        client.send(ASK);
        Taken taken = backend.take();
        taken.request();
        taken.send("HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\nno")
                .fin();
        client.head();
        assertThat(TAG.matcher(client.rest()).replaceAll("[tag]")).isEqualTo("[tag]no");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: text/html\r\nContent-Encoding: gzip",
                "Content-Type: text/html; charset=UTF-16LE",
                "Content-Type: text/html\r\nContent-Security-Policy: script-src https://cdn.example.com",
                "Content-Type: text/html\r\nContent-Security-Policy: default-src 'none'",
                "Content-Type: text/html\r\nContent-Security-Policy: script-src 'self' 'nonce-a' 'strict-dynamic'",
                "Content-Type: text/html\r\nContent-Security-Policy: script-src 'self'; connect-src wss://other.example"
            })
    void a_page_that_it_can_not_be_added_to_stays_as_it_is_and_the_log_says_why(String headers) throws Exception {
        client.send(ASK);
        Taken taken = backend.take();
        taken.request();
        taken.send("HTTP/1.1 200 OK\r\n" + headers + "\r\nETag: \"a\"\r\nContent-Length: 6\r\n\r\n<head>");
        assertThat(client.head()).contains(headers, "ETag: \"a\"");
        assertThat(read(6)).isEqualTo("<head>");
        Notice notice = gateway.recording.notice("observer-not-added");
        assertThat(headers).containsIgnoringCase(String.valueOf(notice.fields().get("found")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "default-src 'self'",
                "script-src 'self' 'unsafe-inline'; connect-src *",
                "img-src 'none'; frame-ancestors 'none'"
            })
    void a_policy_that_permits_it_is_left_as_it_is(String policy) throws Exception {
        client.send(ASK);
        Taken taken = backend.take();
        taken.request();
        taken.send("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Security-Policy: " + policy
                + "\r\nContent-Length: 6\r\n\r\n<head>");
        assertThat(client.head()).contains("Content-Security-Policy: " + policy + "\r\n");
        assertThat(read(6 + LENGTH)).contains(".holdfast/observer-");
    }

    @Test
    void what_is_no_page_passes_as_it_is() throws Exception {
        client.send("GET /data HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\nAccept-Encoding: gzip\r\n\r\n");
        Taken taken = backend.take();
        assertThat(taken.request()).contains("Accept-Encoding: gzip\r\n");
        taken.send("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<head>");
        client.head();
        assertThat(read(6)).isEqualTo("<head>");
        client.send(ASK);
        taken.request();
        taken.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
        client.head();
        assertThat(read(2)).isEqualTo("{}");
    }

    @Test
    void a_head_request_is_told_no_length_that_would_be_wrong() throws Exception {
        client.send(ASK.replace("GET", "HEAD"));
        Taken taken = backend.take();
        taken.request();
        taken.send("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n");
        assertThat(client.head()).doesNotContain("Content-Length");
        client.send("GET /next HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(taken.request()).startsWith("GET /next ");
    }
}
