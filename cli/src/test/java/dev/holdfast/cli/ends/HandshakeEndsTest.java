package dev.holdfast.cli.ends;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cli.ends.fixture.Await;
import dev.holdfast.cli.ends.fixture.Expected;
import dev.holdfast.cli.ends.fixture.KeyIssuer;
import dev.holdfast.cli.ends.fixture.Nodes;
import dev.holdfast.cli.ends.fixture.Tokens;
import dev.holdfast.cli.ends.fixture.WholeNode;
import dev.holdfast.cli.ends.fixture.Wire;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.server.fixture.RawClient;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Opening handshakes that came to nothing before anybody asked who they are from.
@Timeout(120)
class HandshakeEndsTest {
    private static final String GOOD = "GET " + WholeNode.TARGET + " HTTP/1.1|Host: localhost|Upgrade: websocket|"
            + "Connection: Upgrade|Sec-WebSocket-Version: 13|Sec-WebSocket-Key: " + RawClient.KEY + "||";

    @TempDir
    private Path directory;

    @ParameterizedTest(name = "{0}: {3} {4}")
    @CsvSource(
            delimiter = ';',
            value = {
                "another method; GET /ws; POST /ws; 405; HANDSHAKE_MALFORMED",
                "HTTP/1.0; HTTP/1.1; HTTP/1.0; 400; HANDSHAKE_MALFORMED",
                "no Host; Host: localhost|; ''; 400; HANDSHAKE_MALFORMED",
                "two Hosts; Host: localhost|; Host: a|Host: b|; 400; HANDSHAKE_MALFORMED",
                "neither Upgrade nor key; Upgrade: websocket|; X: y|; 426; UPGRADE_HEADERS_NOT_FORWARDED",
                "Connection: keep-alive; Connection: Upgrade; Connection: keep-alive; 426; UPGRADE_HEADERS_NOT_FORWARDED",
                "version 8; Version: 13; Version: 8; 426; HANDSHAKE_MALFORMED",
                "a short key; dGhlIHNhbXBsZSBub25jZQ==; abc; 400; HANDSHAKE_MALFORMED",
                "a body; Upgrade: websocket|; Upgrade: websocket|Content-Length: 5|; 400; HANDSHAKE_MALFORMED",
                "a folded header; Connection: Upgrade|; Connection:| Upgrade|; 400; HANDSHAKE_MALFORMED",
                "another path; GET /ws; GET /other; 404; WRONG_PATH",
                "an unknown subprotocol; Upgrade: websocket|; Upgrade: websocket|Sec-WebSocket-Protocol: chat|; 400; SUBPROTOCOL_NOT_SUPPORTED",
                "only a token; Upgrade: websocket|; Upgrade: websocket|Sec-WebSocket-Protocol: jwt.YWJj|; 400; ONLY_TOKEN_SUBPROTOCOL_OFFERED",
            })
    void a_bad_handshake(String name, String part, String instead, int status, Cause cause) throws Exception {
        assertThat(GOOD).contains(part);
        Expected expected = Expected.rejected(cause);
        refused(
                GOOD.replace(part, instead),
                status,
                // Made by hand, as these are, it never had the header.
                cause == Cause.UPGRADE_HEADERS_NOT_FORWARDED ? expected.with(Confidence.POSSIBLE) : expected);
    }

    @Test
    void a_key_without_an_upgrade_likely_came_through_a_box_that_removed_it() throws Exception {
        JsonNode end = refused(
                GOOD.replace("Upgrade: websocket|", "Via: 1.1 box|"),
                426,
                Expected.rejected(Cause.UPGRADE_HEADERS_NOT_FORWARDED).with(Confidence.LIKELY));
        assertThat(end.at("/explanation/evidence").toString()).contains("via");
    }

    @Test
    void two_thousand_headers() throws Exception {
        refused(GOOD.replace("Upgrade: websocket|", "X: y|".repeat(2000)), 431, Cause.HEADER_TOO_LARGE);
    }

    @Test
    void a_cookie_of_a_mebibyte() throws Exception {
        refused(
                GOOD.replace("Upgrade: websocket|", "Cookie: " + "a".repeat(1 << 20) + "|"),
                431,
                Cause.HEADER_TOO_LARGE);
    }

    @Test
    void a_request_line_of_a_mebibyte() throws Exception {
        refused(GOOD.replace("/ws", "/" + "a".repeat(1 << 20)), 414, Cause.HEADER_TOO_LARGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0", "\u00ff", "\u0016\u0003\u0001\u0002\u0000\u0001", " "})
    void bytes_that_are_no_request(String bytes) throws Exception {
        refused(bytes + GOOD, 400, Cause.HANDSHAKE_MALFORMED);
    }

    private JsonNode refused(String request, int status, Cause cause) throws Exception {
        return refused(request, status, Expected.rejected(cause));
    }

    private JsonNode refused(String request, int status, Expected expected) throws Exception {
        try (WholeNode node = Nodes.development(directory).start();
                RawClient client = node.connect()) {
            client.send(request.replace("|", "\r\n"));
            new Wire.Status(status).readBy(client, expected.cause());
            client.close();
            return node.explains(expected);
        }
    }

    @ParameterizedTest
    @CsvSource({"auto, 4403", "close, 4403"})
    void a_page_of_another_origin_is_told_by_a_close_frame(String rejection, int code) throws Exception {
        origin(rejection, new Wire.Close(code));
    }

    @Test
    void a_page_of_another_origin_is_told_by_http_where_that_is_wanted() throws Exception {
        origin("http", new Wire.Status(403));
    }

    private void origin(String rejection, Wire wire) throws Exception {
        try (WholeNode node = Nodes.production(directory)
                        .with("handshake-rejection", rejection)
                        .start();
                RawClient client = node.connect()) {
            client.send(RawClient.request(WholeNode.TARGET, "Origin: https://evil.example.com"));
            if (wire instanceof Wire.Close) {
                assertThat(client.head()).startsWith("HTTP/1.1 101 ");
            }
            wire.readBy(client, Cause.ORIGIN_NOT_ALLOWED);
            client.close();
            JsonNode end = node.explains(Expected.rejected(Cause.ORIGIN_NOT_ALLOWED));
            assertThat(end.get("origin").asString()).isEqualTo("https://evil.example.com");
            assertThat(end.at("/explanation/fix").asString()).contains("\"https://evil.example.com\"");
        }
    }

    @Test
    void half_a_request_meets_the_deadline_that_no_byte_renews() throws Exception {
        try (WholeNode node = Nodes.development(directory).start();
                RawClient client = node.connect()) {
            node.awaitTaken(1);
            for (int second = 1; second < 10; second++) {
                double before = received(node);
                client.send("GET /ws HTTP/1.1\r\nX-Slow: header\r\n".substring(second, second + 1));
                Await.until("the byte is read", () -> received(node) > before);
                node.time.advance(Duration.ofSeconds(1));
            }
            node.time.advancePast(Duration.ofSeconds(1));
            new Wire.Status(408).readBy(client, Cause.HANDSHAKE_TIMEOUT);
            client.close();
            JsonNode end = node.explains(Expected.rejected(Cause.HANDSHAKE_TIMEOUT));
            assertThat(end.get("duration_seconds").asDouble()).isEqualTo(10.02);
            assertThat(end.get("attempt").isNull()).isTrue();
        }
    }

    private static double received(WholeNode node) {
        return node.metrics().sum("holdfast_bytes_received_total");
    }

    @Test
    void half_a_request_and_then_the_end_of_tcp() throws Exception {
        try (WholeNode node = Nodes.development(directory).start();
                RawClient client = node.connect()) {
            client.send("GET /ws HTTP/1.1\r\n").fin();
            node.explains(Expected.rejected(Cause.HANDSHAKE_ABANDONED).by(Initiator.CLIENT));
        }
    }

    @Test
    void half_a_request_and_then_a_reset() throws Exception {
        try (WholeNode node = Nodes.development(directory).start();
                RawClient client = node.connect()) {
            client.send("GET /ws HTTP/1.1\r\n");
            Await.until("it is read", () -> received(node) > 0);
            client.reset();
            node.explains(Expected.rejected(Cause.HANDSHAKE_ABANDONED)
                    .by(Initiator.CLIENT)
                    .with(Confidence.LIKELY));
        }
    }

    /// As a page does whose component mounts twice: the request is whole, its answer takes a while, the page
    /// closes.
    @Test
    void a_client_that_goes_while_its_token_is_being_judged() throws Exception {
        try (KeyIssuer issuer = KeyIssuer.silent();
                WholeNode node = Nodes.productionWithKeysFrom(issuer.url(), directory)
                        .with("auth.jwt.key-server.deadline", "30s")
                        .start();
                RawClient client = node.connect()) {
            String token = Tokens.madeAt(node.time.wall()).signedWith(issuer.key(), KeyIssuer.KEY_ID);
            client.send(RawClient.request(WholeNode.TARGET, "Authorization: Bearer " + token));
            issuer.awaitQuestion();
            client.fin();
            JsonNode end =
                    node.explains(Expected.rejected(Cause.HANDSHAKE_ABANDONED).by(Initiator.CLIENT));
            assertThat(end.at("/explanation/evidence").toString()).contains("a complete request had waited");
        }
    }

    /// Health checks and port scans: a line each would bury everything else.
    @Test
    void connects_without_a_byte_are_counted_by_address_and_told_once_a_minute() throws Exception {
        try (WholeNode node = Nodes.development(directory).start()) {
            try (RawClient patient = node.connect()) {
                for (int i = 0; i < 3; i++) {
                    node.connect().close();
                }
                Await.until("these are counted", () -> silentConnects(node) == 3);
                node.awaitTaken(1);
                node.time.advancePast(Duration.ofSeconds(10));
                assertThat(patient.head()).startsWith("HTTP/1.1 408 ");
            }
            Await.until("all are counted", () -> node.metrics().sum("holdfast_silent_connects_total") == 4);
            node.time.advance(Duration.ofSeconds(50));
            JsonNode line = node.line("silent-connects");
            assertThat(line.get("count").asInt()).isEqualTo(4);
            assertThat(line.at("/by_address/127.0.0.1").asInt()).isEqualTo(4);
            assertThat(node.lines())
                    .noneMatch(any -> any.path("event").asString().startsWith("connection-"));
        }
    }

    private static double silentConnects(WholeNode node) {
        return node.metrics().sum("holdfast_silent_connects_total");
    }
}
