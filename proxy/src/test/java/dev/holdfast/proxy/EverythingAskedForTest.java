package dev.holdfast.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.credential.CarrierOptions;
import dev.holdfast.core.evidence.Carrier;
import dev.holdfast.proxy.AccessOptions.Asked;
import dev.holdfast.proxy.fixture.RawBackend;
import dev.holdfast.proxy.fixture.RawBackend.Taken;
import dev.holdfast.proxy.fixture.TestGateway;
import dev.holdfast.proxy.fixture.TestJudge;
import dev.holdfast.server.fixture.RawClient;
import dev.holdfast.server.handshake.OriginPolicy;
import dev.holdfast.server.options.LimitOptions;
import dev.holdfast.server.options.Rejection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Plain requests that have to show who they are from, each for itself.
class EverythingAskedForTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n";

    private final TestJudge judge = new TestJudge();
    private RawBackend backend;
    private TestGateway gateway;
    private RawClient client;

    @BeforeEach
    void connect() throws IOException {
        backend = new RawBackend();
        gateway = TestGateway.asking(
                backend.port(),
                judge,
                new AccessOptions(
                        Asked.EVERYTHING,
                        CarrierOptions.of(EnumSet.of(Carrier.HEADER, Carrier.COOKIE)),
                        new OriginPolicy(List.of("https://app.example.com"), false, true),
                        Rejection.AUTO,
                        Duration.ofSeconds(25),
                        true,
                        "X-User",
                        true),
                LimitOptions.defaults());
        client = gateway.connect();
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        backend.close();
        gateway.close();
    }

    private static String request(String method, String path, String... headers) {
        return method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n"
                + String.join(
                        "", List.of(headers).stream().map(each -> each + "\r\n").toList()) + "\r\n";
    }

    private static String bearer(String token) {
        return "Authorization: Bearer " + token;
    }

    private String ok() throws IOException {
        String head = client.head();
        assertThat(head).startsWith("HTTP/1.1 200 OK\r\n");
        return new String(client.socket.getInputStream().readNBytes(2), StandardCharsets.ISO_8859_1);
    }

    /// The next that the backend hears of is somebody else.
    private void backendWasNotAsked() throws IOException {
        try (RawClient other = gateway.connect()) {
            other.send(request("GET", "/other", bearer("good.other")));
            assertThat(backend.take().request()).startsWith("GET /other ");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "X-User: admin, 401, token-missing",
        "Authorization: Bearer old.alice, 401, token-expired",
        "Authorization: Bearer down.alice, 503, auth-backend-down",
        "Cookie: token=, 401, token-missing",
        "Origin: https://evil.example.com, 403, origin-not-allowed"
    })
    void who_is_not_let_in_gets_the_same_answer_as_a_handshake(String header, int status, String cause)
            throws Exception {
        client.send(request("GET", "/page", header));
        String head = client.head();
        assertThat(head).startsWith("HTTP/1.1 " + status + " ").contains("Connection: close\r\n");
        if (status == 401) {
            assertThat(head).contains("WWW-Authenticate: Bearer\r\n");
        }
        assertThat(client.rest()).contains("\"" + cause + "\"").doesNotContain("alice");
        backendWasNotAsked();
    }

    /// Some backends take them for headers.
    @Test
    void trailers_name_no_user() throws Exception {
        client.send(request("POST", "/form", bearer("good.alice"), "Transfer-Encoding: chunked"));
        try (RawBackend.Taken taken = backend.take()) {
            assertThat(taken.request()).containsIgnoringCase("X-User: alice");
            client.send("1\r\na\r\n0\r\nX-User: eve\r\n\r\n");
            assertThat(client.head()).startsWith("HTTP/1.1 400 ");
            assertThat(taken.isGone()).isTrue();
        }
    }

    @Test
    void the_body_of_a_refused_request_is_no_request_of_its_own() throws Exception {
        String hidden = request("GET", "/hidden", bearer("good.alice"));
        client.send(request("POST", "/form", "Content-Length: " + hidden.length()) + hidden);
        assertThat(client.head()).startsWith("HTTP/1.1 401 ");
        client.rest();
        backendWasNotAsked();
    }

    @Test
    void each_request_of_a_kept_connection_shows_its_own() throws Exception {
        client.send(request("GET", "/1", bearer("good.alice"), "X-User: admin"));
        Taken taken = backend.take();
        assertThat(taken.request()).contains("X-User: alice\r\n").doesNotContain("admin", "Authorization");
        taken.send(OK + "a1");
        assertThat(ok()).isEqualTo("a1");
        client.send(request("GET", "/2", "Cookie: x=1; token=good.bob", "x_user: admin"));
        assertThat(taken.request())
                .contains("X-User: bob\r\n", "Cookie: x=1\r\n")
                .doesNotContain("admin");
        taken.send(OK + "b2");
        assertThat(ok()).isEqualTo("b2");
        client.send(request("GET", "/3"));
        assertThat(client.head()).startsWith("HTTP/1.1 401 ");
        client.rest();
        assertThat(taken.atEnd()).isTrue();
    }

    @Test
    void pipelined_ones_wait_their_turn_while_the_first_is_judged() throws Exception {
        client.send(request("GET", "/1", bearer("slow.alice"))
                + request("GET", "/2", bearer("good.bob"))
                + request("GET", "/3"));
        judge.awaitQuestion();
        client.send(request("GET", "/4", bearer("good.alice")));
        judge.answer();
        Taken taken = backend.take();
        assertThat(taken.request()).startsWith("GET /1 ").contains("X-User: alice\r\n");
        taken.send(OK + "a1");
        assertThat(taken.request()).startsWith("GET /2 ").contains("X-User: bob\r\n");
        taken.send(OK + "b2");
        assertThat(ok()).isEqualTo("a1");
        assertThat(ok()).isEqualTo("b2");
        assertThat(client.head()).startsWith("HTTP/1.1 401 ");
        assertThat(client.rest()).endsWith("}");
        assertThat(taken.atEnd()).isTrue();
    }

    @Test
    void a_body_waits_with_its_request() throws Exception {
        client.send(request("POST", "/form", bearer("slow.alice"), "Content-Length: 10") + "01234");
        judge.awaitQuestion();
        client.send("56789");
        judge.answer();
        Taken taken = backend.take();
        taken.request();
        assertThat(new String(taken.read(10), StandardCharsets.US_ASCII)).isEqualTo("0123456789");
        taken.send(OK + "ok");
        assertThat(ok()).isEqualTo("ok");
    }

    @Test
    void a_client_that_leaves_is_not_asked_about_any_more() throws Exception {
        client.send(request("GET", "/1", bearer("slow.alice")));
        judge.awaitQuestion();
        client.fin();
        judge.awaitInterrupt();
        assertThat(client.atEnd()).isTrue();
        backendWasNotAsked();
    }

    @Test
    void an_authenticator_that_is_too_slow_says_nothing_about_the_token() throws Exception {
        client.send(request("GET", "/1", bearer("slow.alice")));
        judge.awaitQuestion();
        gateway.time.advancePast(Duration.ofSeconds(10));
        assertThat(client.head()).startsWith("HTTP/1.1 503 ");
        assertThat(client.rest()).contains("\"auth-backend-down\"");
        judge.awaitInterrupt();
    }

    @Test
    void a_handshake_on_the_same_connection_shows_its_own() throws Exception {
        client.send(request("GET", "/1", bearer("good.alice")));
        Taken first = backend.take();
        first.request();
        first.send(OK + "a1");
        assertThat(ok()).isEqualTo("a1");
        client.send(RawClient.request("/ws", bearer("old.alice")));
        assertThat(client.head()).startsWith("HTTP/1.1 401 ");
        client.close();
        assertThat(gateway.end().explanation().cause()).isEqualTo(Cause.TOKEN_EXPIRED);
    }

    @Test
    void why_is_answered_to_whoever_knows_the_attempt() throws Exception {
        client.send(RawClient.request("/ws?attempt=attempt-1"));
        assertThat(client.head()).startsWith("HTTP/1.1 401 ");
        client.close();
        gateway.end();
        try (RawClient asking = gateway.connect()) {
            asking.send(request("GET", "/why/attempt-1", "Connection: close"));
            assertThat(asking.head()).startsWith("HTTP/1.1 200 ");
            assertThat(asking.rest()).contains("token-missing");
        }
    }
}
