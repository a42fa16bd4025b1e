package dev.holdfast.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.core.evidence.AuthProblem;
import dev.holdfast.core.evidence.Carrier;
import dev.holdfast.core.port.Authenticator;
import dev.holdfast.server.fixture.RawClient;
import dev.holdfast.server.fixture.TestServer;
import dev.holdfast.server.options.AuthOptions;
import dev.holdfast.server.options.AuthOptions.WithoutCredential;
import dev.holdfast.server.options.ServerOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// How a credential, good, bad or missing, is told on the wire and in the record.
@Timeout(60)
class AuthenticationTest {
    private static final Map<String, AuthProblem> BAD = Map.of(
            "malformed", new AuthProblem.Malformed("not three parts"),
            "signature", new AuthProblem.SignatureInvalid("HS256"),
            "key", new AuthProblem.KeyUnknown("k1"),
            "expired", new AuthProblem.Expired(Duration.ofMinutes(5)),
            "early", new AuthProblem.NotYetValid(Duration.ofMinutes(2), "nbf"),
            "audience", new AuthProblem.AudienceMismatch("a", "b"),
            "issuer", new AuthProblem.IssuerMismatch("a", "b"));

    private static final Authenticator BY_NAME = credential -> {
        if (credential.secret().equals("down")) {
            return new Authenticator.Unavailable(new AuthProblem.BackendDown("the key server answered 500"));
        }
        AuthProblem problem = BAD.get(credential.secret());
        return problem == null
                ? new Authenticator.Accepted(credential.secret(), null)
                : new Authenticator.Rejected(problem);
    };

    private static TestServer server(Carrier... more) throws Exception {
        UnaryOperator<ServerOptions> closed = options -> {
            AuthOptions auth = options.auth();
            Set<Carrier> carriers = new java.util.HashSet<>(auth.carriers());
            carriers.addAll(Set.of(more));
            return options.with(new AuthOptions(
                    carriers,
                    auth.cookie(),
                    auth.ticketParameter(),
                    auth.firstMessageTimeout(),
                    auth.tokenGrace(),
                    WithoutCredential.REFUSE));
        };
        return TestServer.of(closed, Route.onEventLoop("/ws", TestServer.ECHO), BY_NAME);
    }

    static Stream<Arguments> bad() {
        return Stream.of(
                Arguments.of("malformed", Cause.TOKEN_MALFORMED, 401, 4401),
                Arguments.of("signature", Cause.TOKEN_SIGNATURE_INVALID, 401, 4401),
                Arguments.of("key", Cause.TOKEN_KEY_UNKNOWN, 401, 4401),
                Arguments.of("expired", Cause.TOKEN_EXPIRED, 401, 4401),
                Arguments.of("early", Cause.TOKEN_NOT_YET_VALID, 401, 4401),
                Arguments.of("audience", Cause.TOKEN_AUDIENCE_MISMATCH, 401, 4401),
                Arguments.of("issuer", Cause.TOKEN_ISSUER_MISMATCH, 401, 4401),
                Arguments.of("down", Cause.AUTH_BACKEND_DOWN, 503, 1013));
    }

    @ParameterizedTest
    @MethodSource("bad")
    void a_bad_token_is_refused_by_http_where_no_browser_asks(String token, Cause cause, int status, int code)
            throws Exception {
        try (TestServer server = server();
                RawClient client = server.connect()) {
            client.send(RawClient.request("/ws", "Authorization: Bearer " + token));
            assertThat(client.head()).startsWith("HTTP/1.1 " + status + " ");
            client.rest();
            client.close();
            assertThat(server.end().explanation().cause()).isEqualTo(cause);
        }
    }

    @ParameterizedTest
    @MethodSource("bad")
    void a_bad_token_is_refused_by_a_close_frame_where_a_browser_asks(String token, Cause cause, int status, int code)
            throws Exception {
        try (TestServer server = server();
                RawClient client = server.connect()) {
            client.upgrade("Authorization: Bearer " + token, "Origin: http://localhost");
            RawClient.Frame close = client.readClose();
            assertThat(close.closeCode()).isEqualTo(code);
            assertThat(close.closeReason()).startsWith(cause.id() + ":");
            client.close(code, "");
            client.close();
            EndRecord end = server.end();
            assertThat(end.explanation().cause()).isEqualTo(cause);
            assertThat(end.opened()).isFalse();
        }
    }

    @Test
    void a_good_token_opens_with_its_user_and_carrier() throws Exception {
        try (TestServer server = server();
                RawClient client = server.connect()) {
            client.upgrade("Authorization: Bearer ada");
            var opened = server.recording.opened();
            assertThat(opened.userId()).isEqualTo("ada");
            assertThat(opened.authMethod()).isEqualTo("header");
            client.fin();
            server.end();
        }
    }

    @Test
    void no_token_is_refused_at_once() throws Exception {
        refused(Cause.TOKEN_MISSING, 401);
    }

    @Test
    void two_tokens_that_differ_are_a_conflict() throws Exception {
        refused(
                Cause.AUTH_CARRIERS_CONFLICT,
                401,
                "Authorization: Bearer ada",
                "Sec-WebSocket-Protocol: jwt-auth, bearer.bob");
    }

    @Test
    void a_token_by_a_carrier_that_is_not_enabled_is_named_so() throws Exception {
        refused(Cause.AUTH_MODE_MISMATCH, 401, "Cookie: token=ada");
    }

    private static void refused(Cause cause, int status, String... headers) throws Exception {
        try (TestServer server = server();
                RawClient client = server.connect()) {
            client.send(RawClient.request("/ws", headers));
            assertThat(client.head()).startsWith("HTTP/1.1 " + status + " ");
            client.rest();
            client.close();
            assertThat(server.end().explanation().cause()).isEqualTo(cause);
        }
    }

    @Test
    void a_first_message_with_a_token_opens_a_plain_connection_where_that_is_enabled() throws Exception {
        try (TestServer server = server(Carrier.FIRST_MESSAGE);
                RawClient client = server.open()) {
            client.text("{\"type\":\"auth\",\"token\":\"ada\"}");
            assertThat(server.recording.opened().authMethod()).isEqualTo("first-message");
            client.text("x");
            assertThat(client.read().text()).isEqualTo("x");
            client.fin();
            server.end();
        }
    }

    @Test
    void a_first_message_that_never_comes_ends_with_4408() throws Exception {
        try (TestServer server = server(Carrier.FIRST_MESSAGE);
                RawClient client = server.open()) {
            server.time.advancePast(Duration.ofSeconds(10));
            assertThat(client.readClose().closeCode()).isEqualTo(4408);
            client.close(4408, "");
            client.close();
            assertThat(server.end().explanation().cause()).isEqualTo(Cause.INIT_HANDSHAKE_TIMEOUT);
        }
    }

    @Test
    void a_holdfast_client_that_authenticates_before_it_says_hello_gets_an_answer_to_each() throws Exception {
        try (TestServer server = server();
                RawClient client = server.connect()) {
            client.upgrade("Sec-WebSocket-Protocol: holdfast.v1");
            client.text("{\"type\":\"auth\",\"token\":\"ada\"}");
            assertThat(client.read().text()).startsWith("{\"type\":\"auth\"");
            client.text("{\"type\":\"hello\"}");
            assertThat(client.read().text()).contains("\"type\":\"welcome\"", "\"user\":\"ada\"");
            client.text("{\"type\":\"auth\",\"token\":\"ada\"}");
            assertThat(client.read().text()).startsWith("{\"type\":\"auth\"");
            client.fin();
            server.end();
        }
    }

    @Test
    void a_holdfast_client_brings_its_token_in_hello_and_is_welcomed() throws Exception {
        try (TestServer server = server();
                RawClient client = server.connect()) {
            client.upgrade("Sec-WebSocket-Protocol: holdfast.v1");
            client.text("{\"type\":\"msg\",\"data\":1,\"id\":7}");
            assertThat(client.read().text()).contains("\"not_authenticated\"", "\"id\":7");
            client.text("{\"type\":\"hello\",\"token\":\"ada\",\"client\":{\"name\":\"t\"}}");
            assertThat(client.read().text())
                    .contains("\"type\":\"welcome\"", "\"user\":\"ada\"", "\"intervalMs\":25000");
            client.text("{\"type\":\"msg\",\"data\":{\"a\": [1,2]},\"id\":\"q\"}");
            assertThat(client.read().text()).isEqualTo("{\"type\":\"msg\",\"data\":{\"a\": [1,2]}}");
            assertThat(client.read().text()).isEqualTo("{\"type\":\"ack\",\"id\":\"q\"}");
            client.text("{\"type\":\"msg\",\"data\":\"hi\"}");
            assertThat(client.read().text()).isEqualTo("{\"type\":\"msg\",\"data\":\"hi\"}");
            client.text("{\"type\":\"nonsense\"}");
            assertThat(client.read().text()).contains("\"unknown_type\"");
            client.text("{\"type\":\"bye\",\"reason\":\"done\"}").close(1000, "");
            client.readClose();
            client.close();
            EndRecord end = server.end();
            assertThat(end.explanation().cause()).isEqualTo(Cause.CLIENT_LEFT);
            assertThat(end.explanation().evidence()).anyMatch(line -> line.contains("bye"));
        }
    }

    /// Where nobody has to bring a token: whoever brings one in `hello` is still judged by it.
    private static TestServer lenient(WithoutCredential policy) throws Exception {
        UnaryOperator<ServerOptions> open = options -> {
            AuthOptions auth = options.auth();
            return options.with(new AuthOptions(
                    auth.carriers(),
                    auth.cookie(),
                    auth.ticketParameter(),
                    auth.firstMessageTimeout(),
                    auth.tokenGrace(),
                    policy));
        };
        return TestServer.of(open, Route.onEventLoop("/ws", TestServer.ECHO), BY_NAME);
    }

    @ParameterizedTest
    @CsvSource({"DEVELOPMENT_USER, dev-temp-", "ANONYMOUS, anonymous"})
    void where_no_token_is_needed_one_in_hello_is_checked_all_the_same(WithoutCredential policy, String user)
            throws Exception {
        try (TestServer server = lenient(policy)) {
            try (RawClient client = server.connect()) {
                client.upgrade("Sec-WebSocket-Protocol: holdfast.v1");
                client.text("{\"type\":\"hello\",\"token\":\"expired\"}");
                assertThat(client.readClose().closeCode()).isEqualTo(4401);
                client.close(4401, "");
                client.close();
                assertThat(server.end().explanation().cause()).isEqualTo(Cause.TOKEN_EXPIRED);
            }
            for (String hello : List.of("{\"type\":\"hello\",\"token\":\"ada\"}", "{\"type\":\"hello\"}")) {
                try (RawClient client = server.connect()) {
                    client.upgrade("Sec-WebSocket-Protocol: holdfast.v1");
                    client.text(hello);
                    assertThat(client.read().text())
                            .contains("\"type\":\"welcome\"")
                            .contains("\"user\":\"" + (hello.contains("ada") ? "ada" : user));
                    client.fin();
                    server.end();
                }
            }
        }
    }

    @Test
    void a_development_client_that_says_no_hello_is_let_in_by_its_first_message_or_by_time() throws Exception {
        try (TestServer server = lenient(WithoutCredential.DEVELOPMENT_USER)) {
            try (RawClient client = server.connect()) {
                client.upgrade("Sec-WebSocket-Protocol: holdfast.v1");
                client.text("{\"type\":\"msg\",\"data\":\"hi\"}");
                assertThat(client.read().text()).isEqualTo("{\"type\":\"msg\",\"data\":\"hi\"}");
                assertThat(server.recording.opened().userId()).startsWith("dev-temp-");
                client.fin();
                server.end();
            }
            try (RawClient client = server.connect()) {
                client.upgrade("Sec-WebSocket-Protocol: holdfast.v1");
                server.time.advancePast(Duration.ofSeconds(10));
                assertThat(server.recording.opened().userId()).startsWith("dev-temp-");
                client.fin();
                server.end();
            }
        }
    }
}
