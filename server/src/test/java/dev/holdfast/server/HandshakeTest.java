package dev.holdfast.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.server.fixture.RawClient;
import dev.holdfast.server.fixture.TestServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Opening handshakes, good and bad, over a real socket.
@Timeout(60)
class HandshakeTest {
    private static final String WS = "GET /ws HTTP/1.1|Host: localhost|Upgrade: websocket|Connection: Upgrade|"
            + "Sec-WebSocket-Version: 13|Sec-WebSocket-Key: " + RawClient.KEY + "||";

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = ';',
            value = {
                "another method; GET /ws; POST /ws; 405; handshake-malformed",
                "HTTP/1.0; HTTP/1.1; HTTP/1.0; 400; handshake-malformed",
                "no Host; Host: localhost|; ''; 400; handshake-malformed",
                "two Hosts; Host: localhost|; Host: a|Host: b|; 400; handshake-malformed",
                "no Upgrade but the key; Upgrade: websocket|; ''; 426; upgrade-headers-not-forwarded",
                "Connection keep-alive only; Connection: Upgrade; Connection: keep-alive; 426; upgrade-headers-not-forwarded",
                "version 8; Version: 13; Version: 8; 426; handshake-malformed",
                "two versions; Version: 13; Version: 13, 8; 426; handshake-malformed",
                "a short key; dGhlIHNhbXBsZSBub25jZQ==; abc; 400; handshake-malformed",
                "a body; Upgrade: websocket|; Upgrade: websocket|Content-Length: 5|; 400; handshake-malformed",
                "a chunked body; Upgrade: websocket|; Upgrade: websocket|Transfer-Encoding: chunked|; 400; handshake-malformed",
                "another path; GET /ws; GET /other; 404; wrong-path-or-not-a-ws-route",
                "a space before the colon; Host:; Host :; 400; handshake-malformed",
                "a folded header; Connection: Upgrade|; Connection:| Upgrade|; 400; handshake-malformed",
                "a comma-less subprotocol; Upgrade: websocket|; Upgrade: websocket|Sec-WebSocket-Protocol: a b|; 400; handshake-malformed",
                "an unknown subprotocol; Upgrade: websocket|; Upgrade: websocket|Sec-WebSocket-Protocol: chat|; 400; subprotocol-not-supported",
                "only a token; Upgrade: websocket|; Upgrade: websocket|Sec-WebSocket-Protocol: jwt.YWJj|; 400; only-token-subprotocol-offered",
            })
    void a_bad_handshake_is_refused_with_its_status_and_cause(
            String name, String part, String instead, int status, String cause) throws Exception {
        try (TestServer server = TestServer.echo();
                RawClient client = server.connect()) {
            assertThat(WS).contains(part);
            client.send(WS.replace(part, instead).replace("|", "\r\n"));
            String head = client.head();
            assertThat(head).startsWith("HTTP/1.1 " + status + " ").contains("Connection: close");
            if (status == 426) {
                assertThat(head).contains("Sec-WebSocket-Version: 13");
            }
            assertThat(client.rest()).contains("\"cause\":\"" + cause + "\"");
            client.close();
            EndRecord end = server.end();
            assertThat(end.explanation().cause().id()).isEqualTo(cause);
            // Whether a box took the header out of it, a request that is made by hand doesn't show.
            assertThat(end.explanation().confidence())
                    .isEqualTo(cause.equals("upgrade-headers-not-forwarded") ? Confidence.POSSIBLE : Confidence.PROVEN);
            assertThat(end.opened()).isFalse();
            assertThat(end.exchange().reportedCode()).isEqualTo(1006);
        }
    }

    @Test
    void a_control_byte_before_the_request_line_is_refused() throws Exception {
        refused("\0" + WS.replace("|", "\r\n"), 400, Cause.HANDSHAKE_MALFORMED);
    }

    @Test
    void a_bare_line_feed_is_refused() throws Exception {
        refused(WS.replace("|", "\n"), 400, Cause.HANDSHAKE_MALFORMED);
    }

    @Test
    void two_thousand_headers_are_refused_with_431() throws Exception {
        refused(
                WS.replace("Upgrade: websocket|", "X: y|".repeat(2000)).replace("|", "\r\n"),
                431,
                Cause.HEADER_TOO_LARGE);
    }

    @Test
    void a_header_of_a_mebibyte_is_refused_with_431() throws Exception {
        refused(
                WS.replace("Upgrade: websocket|", "Cookie: " + "a".repeat(1 << 20) + "|")
                        .replace("|", "\r\n"),
                431,
                Cause.HEADER_TOO_LARGE);
    }

    @Test
    void a_request_line_of_a_mebibyte_is_refused_with_414() throws Exception {
        refused(WS.replace("/ws", "/" + "a".repeat(1 << 20)).replace("|", "\r\n"), 414, Cause.HEADER_TOO_LARGE);
    }

    private static void refused(String request, int status, Cause cause) throws Exception {
        try (TestServer server = TestServer.echo();
                RawClient client = server.connect()) {
            client.send(request);
            assertThat(client.head()).startsWith("HTTP/1.1 " + status + " ");
            client.rest();
            client.close();
            assertThat(server.end().explanation().cause()).isEqualTo(cause);
        }
    }

    @Test
    void a_head_that_never_ends_is_refused_when_its_total_deadline_passes() throws Exception {
        try (TestServer server = TestServer.echo();
                RawClient client = server.connect()) {
            client.send("GET /ws HTTP/1.1\r\nHost: localhost\r\n");
            awaitBytes(server);
            server.time.advance(Duration.ofSeconds(9));
            client.send("X");
            server.time.advancePast(Duration.ofSeconds(1));
            assertThat(client.head()).startsWith("HTTP/1.1 408 ");
            client.rest();
            client.close();
            assertThat(server.end().explanation().cause()).isEqualTo(Cause.HANDSHAKE_TIMEOUT);
        }
    }

    /// Another connection's answer shows that bytes sent before it have been read, where both share the machine's
    /// order.
    private static void awaitBytes(TestServer server) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (server.server.figures().snapshot().bytesReceived() == 0) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("the server never read the first bytes");
            }
            Thread.onSpinWait();
        }
    }

    @Test
    void a_connect_that_never_sends_a_byte_is_counted_and_leaves_no_record() throws Exception {
        try (TestServer server = TestServer.echo()) {
            server.connect().close();
            long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            while (server.server.figures().snapshot().silentConnects() == 0) {
                assertThat(System.nanoTime()).isLessThan(deadline);
                Thread.onSpinWait();
            }
            assertThat(server.recording.allEnded).isEmpty();
        }
    }

    @Test
    void frames_that_come_with_the_request_are_read_after_the_101() throws Exception {
        try (TestServer server = TestServer.echo();
                RawClient client = server.connect()) {
            client.send(RawClient.request("/ws") + "\u0081\u0081\u0000\u0000\u0000\u0000x");
            assertThat(client.head()).startsWith("HTTP/1.1 101 ");
            assertThat(client.read().text()).isEqualTo("x");
        }
    }

    @Test
    void a_second_request_after_the_upgrade_is_no_http_any_more() throws Exception {
        try (TestServer server = TestServer.echo();
                RawClient client = server.open()) {
            client.send("GET /ws HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(client.readClose().closeCode()).isEqualTo(1002);
            client.close();
            assertThat(server.end().explanation().cause()).isEqualTo(Cause.STREAM_CORRUPTED);
        }
    }

    @Test
    void the_subprotocol_is_selected_and_never_the_entry_with_the_token() throws Exception {
        try (TestServer server = TestServer.echo();
                RawClient client = server.connect()) {
            String head = client.upgrade("Sec-WebSocket-Protocol: jwt.c2VjcmV0LXRva2Vu, jwt-auth");
            assertThat(head).contains("Sec-WebSocket-Protocol: jwt-auth\r\n").doesNotContain("c2VjcmV0");
            assertThat(server.recording.opened().subprotocol()).isEqualTo("jwt-auth");
            client.close(1000, "");
            client.readClose();
            client.close();
            assertThat(server.end().timeline().toString()).doesNotContain("c2VjcmV0");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:3000, true",
        "http://127.0.0.1, true",
        "http://[::1]:8080, true",
        "https://app.example.com, false",
        "http://localhost.evil.test, false",
        "null, false",
    })
    void in_development_only_pages_of_this_machine_may_connect(String origin, boolean allowed) throws Exception {
        try (TestServer server = TestServer.echo();
                RawClient client = server.connect()) {
            client.upgrade("Origin: " + origin);
            if (allowed) {
                client.text("x");
                assertThat(client.read().text()).isEqualTo("x");
            } else {
                RawClient.Frame close = client.readClose();
                assertThat(close.closeCode()).isEqualTo(4403);
                assertThat(close.closeReason()).startsWith("origin-not-allowed");
                client.close(4403, "");
                client.close();
                EndRecord end = server.end();
                assertThat(end.explanation().cause()).isEqualTo(Cause.ORIGIN_NOT_ALLOWED);
                assertThat(end.opened()).isFalse();
                assertThat(end.explanation().fix()).contains(origin);
            }
        }
    }

    @Test
    void a_client_that_goes_before_its_request_is_whole_has_abandoned_it() throws Exception {
        try (TestServer server = TestServer.echo();
                RawClient client = server.connect()) {
            client.send("GET /ws HTTP/1.1\r\n");
            client.fin();
            assertThat(server.end().explanation().cause()).isEqualTo(Cause.HANDSHAKE_ABANDONED);
        }
    }

    @Test
    void why_answers_for_an_attempt_and_for_no_other() throws Exception {
        try (TestServer server = TestServer.echo()) {
            try (RawClient client = server.connect()) {
                client.send(RawClient.request("/ws?attempt=abcdefgh12", "Sec-WebSocket-Protocol: chat"));
                assertThat(client.head()).contains(" 400 ");
                client.rest();
            }
            server.end();
            try (RawClient client = server.connect()) {
                client.send("GET /why/abcdefgh12 HTTP/1.1\r\nHost: x\r\nOrigin: http://localhost:1\r\n\r\n");
                assertThat(client.head())
                        .startsWith("HTTP/1.1 200 ")
                        .contains("Access-Control-Allow-Origin: http://localhost:1");
                assertThat(client.rest()).contains("subprotocol-not-supported");
            }
            try (RawClient client = server.connect()) {
                client.send("GET /why/somebodyelse HTTP/1.1\r\nHost: x\r\nOrigin: https://evil.test\r\n\r\n");
                assertThat(client.head()).startsWith("HTTP/1.1 404 ").doesNotContain("Access-Control-Allow-Origin");
                client.rest();
            }
        }
    }

    @Test
    void a_development_user_is_let_in_with_a_warning_each_time() throws Exception {
        try (TestServer server = TestServer.echo();
                RawClient client = server.open()) {
            assertThat(server.recording.opened().userId()).startsWith("dev-temp-");
            assertThat(server.recording.notice("development-bypass").level())
                    .isEqualTo(dev.holdfast.core.connection.Notice.Level.WARN);
            client.fin();
            server.end();
        }
    }
}
