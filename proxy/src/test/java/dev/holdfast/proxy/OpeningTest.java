package dev.holdfast.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.proxy.backend.Backend;
import dev.holdfast.proxy.fixture.RawBackend;
import dev.holdfast.proxy.fixture.RawBackend.Taken;
import dev.holdfast.proxy.fixture.TestGateway;
import dev.holdfast.server.fixture.RawClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// From the client's request to the backend's answer, whatever it is.
class OpeningTest {
    private static final String PAGE = "Origin: https://app.example.com";

    @Test
    void a_backend_that_is_the_gateway_itself_is_refused_at_the_start() throws Exception {
        int port = RawBackend.nobody().getPort();
        assertThatThrownBy(() -> TestGateway.with(
                        told -> {
                            told.listen = new InetSocketAddress("127.0.0.2", port);
                            told.to = List.of(new Backend(false, "127.0.0.2", port));
                        },
                        port))
                .isInstanceOf(BackendIsItselfException.class)
                .hasMessageContaining("127.0.0.2:" + port);
    }

    @Test
    void a_request_goes_on_as_it_came_but_for_what_belongs_to_one_hop() throws Exception {
        try (RawBackend backend = new RawBackend();
                TestGateway gateway = TestGateway.to(backend.port());
                RawClient client = gateway.connect()) {
            client.send(RawClient.request(
                    "/chat/ws?room=1&x=%20y",
                    "X-Own: Kept As It Is",
                    "cookie: a=b; c=d",
                    PAGE,
                    "Sec-WebSocket-Protocol: jwt-auth, jwt.abc",
                    "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits",
                    "Keep-Alive: 300",
                    "X-Forwarded-For: 6.6.6.6",
                    "Forwarded: for=6.6.6.6"));
            Taken taken = backend.take();
            String request = taken.request();
            assertThat(request).startsWith("GET /chat/ws?room=1&x=%20y HTTP/1.1\r\n");
            assertThat(request.lines())
                    .contains(
                            "Host: localhost",
                            "X-Own: Kept As It Is",
                            "cookie: a=b; c=d",
                            PAGE,
                            "Sec-WebSocket-Protocol: jwt-auth, jwt.abc",
                            "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits",
                            "Sec-WebSocket-Key: " + RawClient.KEY,
                            "Upgrade: websocket",
                            "Connection: Upgrade",
                            "X-Forwarded-For: 127.0.0.1",
                            "X-Forwarded-Proto: http",
                            "X-Forwarded-Host: localhost")
                    .noneMatch(line -> line.contains("6.6.6.6") || line.startsWith("Keep-Alive"));
            taken.accept("X-Answer: as it is");
            assertThat(client.head())
                    .startsWith("HTTP/1.1 101 Switching Protocols\r\n")
                    .contains("X-Answer: as it is\r\n");
            client.reset();
            follow(taken);
            gateway.end();
        }
    }

    /// A backend ends its side when the client has.
    private static void follow(Taken taken) throws IOException {
        assertThat(taken.isGone()).isTrue();
        taken.close();
    }

    @Test
    void a_trusted_proxy_is_believed_and_the_host_can_be_the_backends_own() throws Exception {
        try (RawBackend backend = new RawBackend();
                TestGateway gateway = TestGateway.with(
                        told -> {
                            told.rewriteHost = true;
                            told.trusted = List.of("127.0.0.0/8");
                        },
                        backend.port());
                RawClient client = gateway.connect()) {
            client.send(RawClient.request(
                    "/ws", "X-Forwarded-For: 9.9.9.9", "X-Forwarded-Proto: https", "Forwarded: for=9.9.9.9"));
            Taken taken = backend.take();
            assertThat(taken.request().lines())
                    .contains(
                            "Host: 127.0.0.1:" + backend.port(),
                            "X-Forwarded-Host: localhost",
                            "X-Forwarded-For: 9.9.9.9, 127.0.0.1",
                            "X-Forwarded-Proto: https",
                            "Forwarded: for=9.9.9.9, for=127.0.0.1");
            client.reset();
            assertThat(gateway.end().explanation().cause()).isEqualTo(Cause.HANDSHAKE_ABANDONED);
        }
    }

    @Test
    void a_browser_that_gets_no_subprotocol_back_drops_the_connection_and_that_is_proven() throws Exception {
        try (RawBackend backend = new RawBackend();
                TestGateway gateway = TestGateway.to(backend.port());
                RawClient client = gateway.connect()) {
            client.send(RawClient.request(
                    "/ws",
                    PAGE,
                    "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36",
                    "Sec-WebSocket-Protocol: jwt-auth, jwt.abc"));
            Taken taken = backend.upgrade("Server: Python/3.11 websockets/10.4");
            client.head();
            client.close();
            follow(taken);
            EndRecord end = gateway.end();
            assertThat(end.explanation().cause()).isEqualTo(Cause.SUBPROTOCOL_NOT_ECHOED);
            assertThat(end.explanation().confidence()).isEqualTo(Confidence.PROVEN);
            assertThat(end.explanation().fix()).contains("await websocket.accept(subprotocol=\"jwt-auth\")");
            assertThat(end.timeline().toString()).doesNotContain("jwt.abc");
            assertThat(end.opened()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Sec-WebSocket-Accept: bm90IHRoZSByaWdodCBvbmU=",
        "Sec-WebSocket-Protocol: never-offered",
        "Sec-WebSocket-Extensions: never-offered"
    })
    void a_reply_that_clients_must_refuse_is_named(String header) throws Exception {
        try (RawBackend backend = new RawBackend();
                TestGateway gateway = TestGateway.to(backend.port());
                RawClient client = gateway.connect()) {
            client.send(RawClient.request("/ws", PAGE));
            Taken taken = backend.take();
            taken.request();
            if (header.contains("Accept")) {
                taken.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" + header
                        + "\r\n\r\n");
            } else {
                taken.accept(header);
            }
            assertThat(client.head()).contains(header);
            client.close();
            follow(taken);
            EndRecord end = gateway.end();
            assertThat(end.explanation().cause()).isEqualTo(Cause.HANDSHAKE_REPLY_INVALID);
            assertThat(end.explanation().confidence()).isEqualTo(Confidence.PROVEN);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "301, REDIRECT_ON_HANDSHAKE",
        "400, BACKEND_REFUSED_HANDSHAKE",
        "401, HANDSHAKE_AUTH_REJECTED",
        "403, HANDSHAKE_AUTH_REJECTED",
        "404, WRONG_PATH",
        "429, RATE_LIMITED",
        "431, HEADER_TOO_LARGE",
        "500, BACKEND_ERROR"
    })
    void an_answer_that_is_not_101_is_handed_on_with_its_body_and_explained(int status, Cause cause) throws Exception {
        try (RawBackend backend = new RawBackend();
                TestGateway gateway = TestGateway.to(backend.port());
                RawClient client = gateway.connect()) {
            client.send(RawClient.request("/ws?attempt=attempt-1", PAGE));
            Taken taken = backend.take();
            taken.request();
            taken.send("HTTP/1.1 " + status + " As The Backend Says\r\nX-Why: because\r\nContent-Length: 5\r\n"
                    + "Connection: keep-alive\r\n\r\nhe");
            assertThat(client.head())
                    .startsWith("HTTP/1.1 " + status + " As The Backend Says\r\n")
                    .contains("X-Why: because\r\n", "Content-Length: 5\r\n", "Connection: close\r\n");
            taken.send("llo");
            assertThat(client.rest()).isEqualTo("hello");
            client.close();
            EndRecord end = gateway.end();
            assertThat(end.explanation().cause()).isEqualTo(cause);
            assertThat(end.opened()).isFalse();
            try (RawClient asking = gateway.connect()) {
                asking.send("GET /why/attempt-1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
                assertThat(asking.rest()).contains("{\"cause\":\"" + cause.id() + "\"}");
            }
        }
    }

    @Test
    void an_answer_in_chunks_ends_with_its_last_one() throws Exception {
        try (RawBackend backend = new RawBackend();
                TestGateway gateway = TestGateway.to(backend.port());
                RawClient client = gateway.connect()) {
            client.send(RawClient.request("/ws"));
            Taken taken = backend.take();
            taken.request();
            String body = "5;a=b\r\nhello\r\n1\r\n!\r\n0\r\nTrailer: t\r\n\r\n";
            taken.send("HTTP/1.1 503 Busy\r\nTransfer-Encoding: chunked\r\n\r\n" + body);
            client.head();
            assertThat(client.rest()).isEqualTo(body);
            client.close();
            assertThat(gateway.end().explanation().cause()).isEqualTo(Cause.BACKEND_ERROR);
        }
    }

    @Test
    void a_backend_that_refuses_connections_is_answered_for_with_502() throws Exception {
        try (TestGateway gateway = TestGateway.to(RawBackend.nobody().getPort());
                RawClient client = gateway.connect()) {
            client.send(RawClient.request("/ws"));
            assertThat(client.head()).startsWith("HTTP/1.1 502 ");
            assertThat(client.rest()).contains("backend-unreachable");
            client.close();
            EndRecord end = gateway.end();
            assertThat(end.explanation().cause()).isEqualTo(Cause.BACKEND_UNREACHABLE);
            assertThat(end.explanation().confidence()).isEqualTo(Confidence.PROVEN);
        }
    }

    @Test
    void a_backend_that_never_answers_is_answered_for_with_504() throws Exception {
        try (RawBackend backend = new RawBackend();
                TestGateway gateway = TestGateway.to(backend.port());
                RawClient client = gateway.connect()) {
            client.send(RawClient.request("/ws"));
            Taken taken = backend.take();
            taken.request();
            gateway.time.advance(Duration.ofSeconds(31));
            assertThat(client.head()).startsWith("HTTP/1.1 504 ");
            assertThat(taken.isGone()).isTrue();
            client.rest();
            client.close();
            EndRecord end = gateway.end();
            assertThat(end.explanation().cause()).isEqualTo(Cause.BACKEND_NO_ANSWER);
            assertThat(end.explanation().summary()).contains("did not answer in time");
        }
    }

    @Test
    void a_backend_that_hangs_up_or_speaks_another_language_gave_no_answer() throws Exception {
        try (RawBackend backend = new RawBackend();
                TestGateway gateway = TestGateway.to(backend.port())) {
            try (RawClient client = gateway.connect()) {
                client.send(RawClient.request("/ws"));
                Taken taken = backend.take();
                taken.request();
                taken.close();
                assertThat(client.head()).startsWith("HTTP/1.1 504 ");
                client.rest();
            }
            assertThat(gateway.end().explanation().summary()).contains("ended it without an answer");
            try (RawClient client = gateway.connect()) {
                client.send(RawClient.request("/ws"));
                Taken taken = backend.take();
                taken.request();
                taken.send("SSH-2.0-OpenSSH\r\n");
                assertThat(client.head()).startsWith("HTTP/1.1 504 ");
                client.rest();
            }
            assertThat(gateway.end().explanation().summary()).contains("was not HTTP");
        }
    }

    @Test
    void upgrade_headers_that_were_stripped_before_us_are_not_worth_a_backend() throws Exception {
        try (RawBackend backend = new RawBackend();
                TestGateway gateway = TestGateway.to(backend.port());
                RawClient client = gateway.connect()) {
            client.send("GET /ws HTTP/1.0\r\nHost: localhost\r\nConnection: close\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: " + RawClient.KEY + "\r\n\r\n");
            assertThat(client.head()).startsWith("HTTP/1.1 426 ");
            client.rest();
            client.close();
            assertThat(gateway.end().explanation().cause()).isEqualTo(Cause.UPGRADE_HEADERS_NOT_FORWARDED);
        }
    }

    @Test
    void a_client_that_gives_up_while_the_backend_thinks_is_not_the_backends_fault() throws Exception {
        try (RawBackend backend = new RawBackend();
                TestGateway gateway = TestGateway.to(backend.port())) {
            Taken taken;
            try (RawClient client = gateway.connect()) {
                client.send(RawClient.request("/ws"));
                taken = backend.take();
                taken.request();
            }
            assertThat(taken.isGone()).isTrue();
            EndRecord end = gateway.end();
            assertThat(end.explanation().cause()).isEqualTo(Cause.HANDSHAKE_ABANDONED);
            assertThat(end.timeline().has(Fact.UpstreamConnected.class)).isTrue();
        }
    }

    @Test
    void frames_that_came_with_the_request_wait_for_the_101() throws Exception {
        try (RawBackend backend = new RawBackend();
                TestGateway gateway = TestGateway.to(backend.port());
                RawClient client = gateway.connect()) {
            client.send(RawClient.request("/ws") + "\u0081\u0081\u0000\u0000\u0000\u0000a");
            Taken taken = backend.upgrade();
            assertThat(taken.readFrame()).containsExactly('a');
            client.head();
            client.reset();
            follow(taken);
            gateway.end();
        }
    }

    @Test
    void a_plain_request_passes_through_and_leaves_no_record() throws Exception {
        try (RawBackend backend = new RawBackend();
                TestGateway gateway = TestGateway.to(backend.port());
                RawClient client = gateway.connect()) {
            client.send("POST /form HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 4\r\n\r\nbo");
            Taken taken = backend.take();
            assertThat(taken.request()).startsWith("POST /form HTTP/1.1\r\n");
            client.send("dy");
            assertThat(taken.read(4)).containsExactly('b', 'o', 'd', 'y');
            taken.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            assertThat(client.head()).startsWith("HTTP/1.1 200 OK\r\n");
            assertThat(client.rest()).isEqualTo("ok");
        }
    }
}
