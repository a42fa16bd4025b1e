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
import dev.holdfast.observe.json.JsonForm;
import dev.holdfast.server.fixture.RawClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Credentials that let nobody in: told by HTTP or by a close frame, as whoever asks can read it.
@Timeout(120)
class AuthenticationEndsTest {
    private static final String BROWSER = "Origin: https://app.example.com";

    @TempDir
    private Path directory;

    /// What a client sends, and what it is refused for.
    private enum Refusal {
        NONE(Cause.TOKEN_MISSING, 401, 4401, "accepted carriers: "),
        NULL(Cause.TOKEN_MALFORMED, 401, 4401, "") {
            @Override
            List<String> headers(Instant now) {
                return bearer("null");
            }
        },
        FORGED(Cause.TOKEN_SIGNATURE_INVALID, 401, 4401, "HS256 signature checked and wrong") {
            @Override
            List<String> headers(Instant now) {
                return bearer(Tokens.madeAt(now).signedWith("another secret, just as long as it is"));
            }
        },
        EXPIRED(Cause.TOKEN_EXPIRED, 401, 4401, "expired for 5 min") {
            @Override
            List<String> headers(Instant now) {
                return bearer(Tokens.madeAt(now)
                        .expiring(now.minus(Duration.ofMinutes(5)))
                        .signed());
            }
        },
        EARLY(Cause.TOKEN_NOT_YET_VALID, 401, 4401, "nbf lay 3 min in the future") {
            @Override
            List<String> headers(Instant now) {
                return bearer(Tokens.madeAt(now)
                        .with("nbf", now.plus(Duration.ofMinutes(3)).getEpochSecond())
                        .signed());
            }
        },
        OTHER_AUDIENCE(Cause.TOKEN_AUDIENCE_MISMATCH, 401, 4401, "aud is \"mail\", expected \"chat\"") {
            @Override
            List<String> headers(Instant now) {
                return bearer(Tokens.madeAt(now).with("aud", "mail").signed());
            }
        },
        OTHER_ISSUER(Cause.TOKEN_ISSUER_MISMATCH, 401, 4401, "iss is \"https://other.example.com\"") {
            @Override
            List<String> headers(Instant now) {
                return bearer(Tokens.madeAt(now)
                        .with("iss", "https://other.example.com")
                        .signed());
            }
        },
        TWO_TOKENS(Cause.AUTH_CARRIERS_CONFLICT, 401, 4401, "a credential was present in: header, subprotocol") {
            @Override
            List<String> headers(Instant now) {
                return List.of(
                        "Authorization: Bearer " + Tokens.madeAt(now).signed(),
                        "Sec-WebSocket-Protocol: jwt-auth, bearer."
                                + Tokens.madeAt(now).with("sub", "eve").signed());
            }
        },
        COOKIE(Cause.AUTH_MODE_MISMATCH, 401, 4401, "a credential was present in: cookie") {
            @Override
            List<String> headers(Instant now) {
                return List.of("Cookie: token=" + Tokens.madeAt(now).signed());
            }
        };

        private final Cause cause;
        private final int status;
        private final int code;
        private final String evidence;

        Refusal(Cause cause, int status, int code, String evidence) {
            this.cause = cause;
            this.status = status;
            this.code = code;
            this.evidence = evidence;
        }

        List<String> headers(Instant now) {
            return List.of();
        }

        private static List<String> bearer(String token) {
            return List.of("Authorization: Bearer " + token);
        }

        private Wire wire(boolean byClose) {
            return byClose ? new Wire.Close(code) : new Wire.Status(status);
        }
    }

    static Stream<Arguments> refusals() {
        return Arrays.stream(Refusal.values())
                .flatMap(refusal -> Stream.of(
                        Arguments.of(refusal, "auto", false, false),
                        Arguments.of(refusal, "auto", true, true),
                        Arguments.of(refusal, "http", true, false),
                        Arguments.of(refusal, "close", false, true)));
    }

    @ParameterizedTest(name = "{0}, rejection {1}, browser {2}")
    @MethodSource("refusals")
    void a_refused_credential_is_told_as_its_sender_can_read_it(
            Refusal refusal, String rejection, boolean browser, boolean byClose) throws Exception {
        refuses(Nodes.production(directory), refusal, rejection, browser, byClose);
    }

    /// Nobody listens where its backend should be: whoever came so far would be told of that.
    @ParameterizedTest(name = "{0}, rejection {1}, browser {2}")
    @MethodSource("refusals")
    void a_gateway_that_asks_refuses_it_in_the_same_way(
            Refusal refusal, String rejection, boolean browser, boolean byClose) throws Exception {
        refuses(
                Nodes.production(directory)
                        .with("proxy.to", "ws://127.0.0.1:1")
                        .with("proxy.authenticate", "handshakes"),
                refusal,
                rejection,
                browser,
                byClose);
    }

    private static void refuses(Nodes nodes, Refusal refusal, String rejection, boolean browser, boolean byClose)
            throws IOException {
        try (WholeNode node = nodes.with("handshake-rejection", rejection).start();
                RawClient client = node.connect()) {
            List<String> headers = new ArrayList<>(refusal.headers(node.time.wall()));
            if (browser) {
                headers.add(BROWSER);
            }
            JsonNode end = refused(node, client, headers, refusal.cause, refusal.wire(byClose));
            assertThat(end.at("/explanation/evidence").toString().replace("\\\"", "\""))
                    .contains(refusal.evidence);
            assertThat(node.lines().toString()).as("tokens in the log").doesNotContain("eyJ");
        }
    }

    /// @return the record of the end
    private static JsonNode refused(WholeNode node, RawClient client, List<String> headers, Cause cause, Wire wire)
            throws IOException {
        return refused(node, client, WholeNode.TARGET, headers, cause, wire);
    }

    private static JsonNode refused(
            WholeNode node, RawClient client, String target, List<String> headers, Cause cause, Wire wire)
            throws IOException {
        client.send(RawClient.request(target, headers.toArray(String[]::new)));
        if (wire instanceof Wire.Close) {
            assertThat(client.head()).startsWith("HTTP/1.1 101 ").doesNotContain("eyJ");
        }
        wire.readBy(client, cause);
        client.close();
        return node.explains(Expected.rejected(cause));
    }

    /// On the cookie's own host the browser would have sent it.
    @Test
    void a_page_of_another_host_comes_without_the_cookie_that_it_would_need() throws Exception {
        try (WholeNode node = Nodes.production(directory)
                        .with("auth.carriers", "cookie")
                        .start();
                RawClient client = node.open(BROWSER)) {
            new Wire.Close(4401).readBy(client, Cause.COOKIE_NOT_SENT);
            client.close(4401, "").close();
            node.explains(Expected.rejected(Cause.COOKIE_NOT_SENT)
                    .with(Confidence.LIKELY)
                    .reporting(4401));
        }
    }

    /// Whether a browser asks.
    private enum Asker {
        BROWSER,
        PROGRAM;

        List<String> with(String header) {
            return this == BROWSER ? List.of(header, AuthenticationEndsTest.BROWSER) : List.of(header);
        }

        Wire wire(int status, int code) {
            return this == BROWSER ? new Wire.Close(code) : new Wire.Status(status);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_key_that_the_issuer_does_not_serve(Asker asker) throws Exception {
        try (KeyIssuer issuer = KeyIssuer.serving();
                WholeNode node =
                        Nodes.productionWithKeysFrom(issuer.url(), directory).start();
                RawClient client = node.connect()) {
            String token = Tokens.madeAt(node.time.wall()).signedWith(KeyIssuer.newKey(), "key-of-tomorrow");
            JsonNode end = refused(
                    node,
                    client,
                    asker.with("Authorization: Bearer " + token),
                    Cause.TOKEN_KEY_UNKNOWN,
                    asker.wire(401, 4401));
            assertThat(end.at("/explanation/evidence").toString()).contains("key-of-tomorrow");
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_key_server_that_fails(Asker asker) throws Exception {
        try (KeyIssuer issuer = KeyIssuer.failing()) {
            backendDown(issuer, asker);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_key_server_that_is_gone(Asker asker) throws Exception {
        KeyIssuer issuer = KeyIssuer.serving();
        issuer.close();
        backendDown(issuer, asker);
    }

    private void backendDown(KeyIssuer issuer, Asker asker) throws Exception {
        try (WholeNode node =
                        Nodes.productionWithKeysFrom(issuer.url(), directory).start();
                RawClient client = node.connect()) {
            String token = Tokens.madeAt(node.time.wall()).signedWith(issuer.key(), KeyIssuer.KEY_ID);
            refused(
                    node,
                    client,
                    asker.with("Authorization: Bearer " + token),
                    Cause.AUTH_BACKEND_DOWN,
                    asker.wire(503, 1013));
        }
    }

    /// The client did its part in time: the handshake's deadline must not be held against it.
    @ParameterizedTest
    @EnumSource
    void a_key_server_that_hangs_until_the_deadline_of_the_handshake(Asker asker) throws Exception {
        try (KeyIssuer issuer = KeyIssuer.silent();
                WholeNode node = Nodes.productionWithKeysFrom(issuer.url(), directory)
                        .with("auth.jwt.key-server.deadline", "30s")
                        .start();
                RawClient client = node.connect()) {
            String token = Tokens.madeAt(node.time.wall()).signedWith(issuer.key(), KeyIssuer.KEY_ID);
            client.send(RawClient.request(
                    WholeNode.TARGET,
                    asker.with("Authorization: Bearer " + token).toArray(String[]::new)));
            Await.until(
                    "the request is read", () -> node.metrics().sum("holdfast_bytes_received_total") > token.length());
            node.time.advancePast(Duration.ofSeconds(10));
            if (asker == Asker.BROWSER) {
                assertThat(client.head()).startsWith("HTTP/1.1 101 ");
            }
            asker.wire(503, 1013).readBy(client, Cause.AUTH_BACKEND_DOWN);
            client.close();
            JsonNode end = node.explains(Expected.rejected(Cause.AUTH_BACKEND_DOWN));
            assertThat(end.at("/explanation/evidence").toString()).contains("within 10 s");
        }
    }

    @Test
    void a_good_key_of_the_issuer_opens() throws Exception {
        try (KeyIssuer issuer = KeyIssuer.serving();
                WholeNode node =
                        Nodes.productionWithKeysFrom(issuer.url(), directory).start();
                RawClient client = node.open("Authorization: Bearer "
                        + Tokens.madeAt(node.time.wall()).signedWith(issuer.key(), KeyIssuer.KEY_ID))) {
            assertThat(node.line("connection-opened").get("user_id").asString()).isEqualTo("ada");
            client.close(1000, "");
            client.readClose();
            client.close();
            node.explains(Ended.byTheClient(1000));
        }
    }

    /// Development lets in whoever brings nothing, and still refuses who brings something wrong.
    @Test
    void in_development_a_wrong_token_is_refused_all_the_same() throws Exception {
        try (WholeNode node = Nodes.development(directory)
                        .with("auth.jwt.secret-env", "CHAT_JWT_SECRET")
                        .start();
                RawClient client = node.connect()) {
            String token = Tokens.madeAt(node.time.wall()).signedWith("another secret, just as long as it is");
            refused(
                    node,
                    client,
                    List.of("Authorization: Bearer " + token),
                    Cause.TOKEN_SIGNATURE_INVALID,
                    new Wire.Status(401));
        }
    }

    @Test
    void a_development_user_is_let_in_with_a_warning() throws Exception {
        try (WholeNode node = Nodes.development(directory).start();
                RawClient client = node.open()) {
            JsonNode line = node.line("development-bypass");
            assertThat(line.get("level").asString()).isEqualTo("WARN");
            assertThat(line.get("user_id").asString()).startsWith("dev-temp-");
            client.close(1000, "");
            client.readClose();
            client.close();
            JsonNode end = node.explains(Ended.byTheClient(1000));
            assertThat(end.get("timeline").toString()).contains("dev-temp-");
        }
    }

    // ---- first message

    @Test
    void a_first_message_that_never_comes() throws Exception {
        try (WholeNode node = byFirstMessage().start();
                RawClient client = node.open()) {
            node.time.advancePast(Duration.ofSeconds(10));
            new Wire.Close(4408).readBy(client, Cause.INIT_HANDSHAKE_TIMEOUT);
            client.close(4408, "").close();
            JsonNode end = node.explains(
                    Expected.rejected(Cause.INIT_HANDSHAKE_TIMEOUT).reporting(4408));
            assertThat(end.get("duration_seconds").asDouble()).isEqualTo(10.02);
        }
    }

    @Test
    void a_first_message_without_a_credential() throws Exception {
        firstMessage("hello", Cause.TOKEN_MISSING);
    }

    @Test
    void a_first_message_with_a_token_that_is_none() throws Exception {
        firstMessage("{\"type\":\"auth\",\"token\":\"undefined\"}", Cause.TOKEN_MALFORMED);
    }

    private void firstMessage(String text, Cause cause) throws Exception {
        try (WholeNode node = byFirstMessage().start();
                RawClient client = node.open()) {
            client.text(text);
            new Wire.Close(4401).readBy(client, cause);
            client.close(4401, "").close();
            node.explains(Expected.rejected(cause).reporting(4401));
        }
    }

    private Nodes byFirstMessage() {
        return Nodes.production(directory).with("auth.carriers", "header,first-message");
    }

    // ---- tickets

    @Test
    void a_ticket_opens_one_connection_and_is_unknown_then() throws Exception {
        try (WholeNode node = Nodes.production(directory).start()) {
            String ticket = ticket(node, "ada");
            try (RawClient client = node.connect()) {
                client.upgradeTo(WholeNode.TARGET + "&ticket=" + ticket);
                JsonNode opened = node.line("connection-opened");
                assertThat(opened.get("user_id").asString()).isEqualTo("ada");
                assertThat(opened.get("auth_method").asString()).isEqualTo("ticket");
                client.close(1000, "");
                client.readClose();
            }
            node.explains(Ended.byTheClient(1000));
            ticketUnknown(node, ticket);
            assertThat(node.lines().toString()).doesNotContain(ticket);
        }
    }

    @Test
    void a_ticket_that_is_too_old() throws Exception {
        try (WholeNode node = Nodes.production(directory).start()) {
            String ticket = ticket(node, "ada");
            node.time.advance(Duration.ofSeconds(30));
            ticketUnknown(node, ticket);
        }
    }

    @Test
    void a_ticket_that_was_never_issued() throws Exception {
        try (WholeNode node = Nodes.production(directory).start()) {
            ticketUnknown(node, "AAAAAAAAAAAAAAAAAAAAAA");
        }
    }

    @Test
    void a_ticket_for_nobody_is_not_issued() {
        try (WholeNode node = Nodes.production(directory).start()) {
            assertThat(node.diagnostics()
                            .postJson("api/tickets", "{\"user\":\"\"}")
                            .status())
                    .isEqualTo(400);
        }
    }

    private static String ticket(WholeNode node, String user) {
        var reply = node.diagnostics().postJson("api/tickets", "{\"user\":\"" + user + "\"}");
        assertThat(reply.status()).isEqualTo(200);
        JsonNode issued = JsonForm.tree(reply.body());
        assertThat(Instant.parse(issued.get("expires_at").asString()))
                .isEqualTo(node.time.wall().plusSeconds(30));
        return issued.get("ticket").asString();
    }

    private static void ticketUnknown(WholeNode node, String ticket) throws IOException {
        String target = WholeNode.TARGET + "&ticket=" + ticket;
        for (Asker asker : Asker.values()) {
            try (RawClient client = node.connect()) {
                refused(node, client, target, asker.with("X: y"), Cause.TICKET_UNKNOWN, asker.wire(401, 4401));
            }
        }
    }
}
