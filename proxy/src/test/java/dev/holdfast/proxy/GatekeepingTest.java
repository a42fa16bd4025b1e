package dev.holdfast.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.core.credential.CarrierOptions;
import dev.holdfast.core.evidence.Carrier;
import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.incident.ClientKey;
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

/// Handshakes that have to show who they are from, before the backend hears of them.
class GatekeepingTest {
    private static final String PAGE = "Origin: https://app.example.com";

    private final TestJudge judge = new TestJudge();
    private RawBackend backend;
    private TestGateway gateway;

    @BeforeEach
    void start() throws IOException {
        backend = new RawBackend();
        gateway = asking(access(Asked.HANDSHAKES), LimitOptions.defaults());
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
        backend.close();
    }

    private TestGateway asking(AccessOptions access, LimitOptions limits) throws IOException {
        return TestGateway.asking(backend.port(), judge, access, limits);
    }

    private static AccessOptions access(Asked asked) {
        return new AccessOptions(
                asked,
                CarrierOptions.of(EnumSet.of(Carrier.HEADER, Carrier.SUBPROTOCOL, Carrier.COOKIE, Carrier.TICKET)),
                new OriginPolicy(List.of("https://app.example.com"), false, true),
                Rejection.AUTO,
                Duration.ofSeconds(25),
                true,
                "X-User",
                true);
    }

    private void restart(AccessOptions access, LimitOptions limits) throws IOException {
        gateway.close();
        gateway = asking(access, limits);
    }

    private static String bearer(String token) {
        return "Authorization: Bearer " + token;
    }

    private static void bothLeave(RawClient client, Taken taken) throws IOException {
        client.reset();
        assertThat(taken.isGone()).isTrue();
        taken.close();
    }

    /// The gateway is still alone with the client: the next that the backend takes is somebody else.
    private void backendWasNotAsked() throws Exception {
        try (RawClient other = gateway.connect()) {
            other.send(RawClient.request("/other", bearer("good.other")));
            assertThat(backend.take().request()).startsWith("GET /other ");
        }
        gateway.end();
    }

    @Test
    void who_has_no_token_is_refused_and_the_backend_hears_nothing_of_it() throws Exception {
        try (RawClient client = gateway.connect()) {
            client.send(RawClient.request("/ws?attempt=attempt-1"));
            assertThat(client.head())
                    .startsWith("HTTP/1.1 401 Unauthorized\r\n")
                    .contains("WWW-Authenticate: Bearer\r\n", "Connection: close\r\n");
            assertThat(client.rest()).contains("\"token-missing\"");
        }
        EndRecord end = gateway.end();
        assertThat(end.explanation().cause()).isEqualTo(Cause.TOKEN_MISSING);
        assertThat(end.opened()).isFalse();
        assertThat(end.info().attempt()).isEqualTo("attempt-1");
        assertThat(end.timeline().has(Fact.UpstreamChosen.class)).isFalse();
        backendWasNotAsked();
    }

    @ParameterizedTest
    @CsvSource({
        "Authorization: Bearer old.alice, 401, TOKEN_EXPIRED",
        "Authorization: Bearer null, 401, TOKEN_MALFORMED",
        "Authorization: Bearer down.alice, 503, AUTH_BACKEND_DOWN",
        "Authorization: Bearer broken, 503, AUTH_BACKEND_DOWN",
        "Origin: https://evil.example.com, 403, ORIGIN_NOT_ALLOWED"
    })
    void each_refusal_has_its_status(String header, int status, Cause cause) throws Exception {
        AccessOptions told = access(Asked.HANDSHAKES);
        restart(
                new AccessOptions(
                        told.asked(),
                        told.carriers(),
                        told.origins(),
                        Rejection.HTTP,
                        told.tokenGrace(),
                        true,
                        null,
                        false),
                LimitOptions.defaults());
        try (RawClient client = gateway.connect()) {
            client.send(RawClient.request("/ws", header));
            assertThat(client.head()).startsWith("HTTP/1.1 " + status + " ");
            assertThat(client.rest()).contains("\"" + cause.id() + "\"");
        }
        EndRecord end = gateway.end();
        assertThat(end.explanation().cause()).isEqualTo(cause);
        assertThat(end.timeline().toString()).doesNotContain("old.alice", "down.alice");
        backendWasNotAsked();
    }

    @ParameterizedTest
    @CsvSource({
        "'jwt-auth, bearer.old.alice', jwt-auth",
        "'bearer.old.alice, chat.v1, jwt-auth', chat.v1",
    })
    void a_browser_is_told_by_a_close_code_on_what_it_offered(String offer, String selected) throws Exception {
        try (RawClient client = gateway.connect()) {
            client.send(RawClient.request("/ws", PAGE, "Sec-WebSocket-Protocol: " + offer));
            assertThat(client.head())
                    .startsWith("HTTP/1.1 101 ")
                    .contains("Sec-WebSocket-Protocol: " + selected + "\r\n");
            RawClient.Frame close = client.readClose();
            assertThat(close.closeCode()).isEqualTo(4401);
            assertThat(close.closeReason()).startsWith("token-expired: ");
            client.close(4401, "");
            assertThat(client.atEnd()).isTrue();
        }
        EndRecord end = gateway.end();
        assertThat(end.explanation().cause()).isEqualTo(Cause.TOKEN_EXPIRED);
        assertThat(end.opened()).isFalse();
        assertThat(end.timeline().has(Fact.CloseReceived.class)).isTrue();
        backendWasNotAsked();
    }

    @Test
    void a_client_of_ours_gets_a_goodbye_as_well() throws Exception {
        try (RawClient client = gateway.connect()) {
            client.send(RawClient.request("/ws", PAGE, "Sec-WebSocket-Protocol: holdfast.v1"));
            assertThat(client.head()).contains("Sec-WebSocket-Protocol: holdfast.v1\r\n");
            assertThat(client.read().text()).contains("\"type\":\"goodbye\"", "\"token-missing\"");
            assertThat(client.readClose().closeCode()).isEqualTo(4401);
        }
        gateway.end();
    }

    @Test
    void where_nothing_can_be_selected_the_refusal_is_a_status() throws Exception {
        try (RawClient client = gateway.connect()) {
            client.send(RawClient.request("/ws", PAGE, "Sec-WebSocket-Protocol: bearer.old.alice"));
            assertThat(client.head()).startsWith("HTTP/1.1 401 ").doesNotContain("old.alice");
        }
        gateway.end();
    }

    @Test
    void a_page_of_another_origin_is_refused_whatever_it_brings() throws Exception {
        try (RawClient client = gateway.connect()) {
            client.send(RawClient.request("/ws", "Origin: https://evil.example.com", "Cookie: token=good.alice"));
            assertThat(client.head()).startsWith("HTTP/1.1 101 ");
            assertThat(client.readClose().closeCode()).isEqualTo(4403);
        }
        assertThat(gateway.end().explanation().cause()).isEqualTo(Cause.ORIGIN_NOT_ALLOWED);
        backendWasNotAsked();
    }

    @Test
    void who_is_let_in_is_named_to_the_backend_and_its_credential_taken_out() throws Exception {
        try (RawClient client = gateway.connect()) {
            client.send(RawClient.request(
                    "/ws?room=1&ticket=good.alice&x=2",
                    PAGE,
                    bearer("good.alice"),
                    "Cookie: a=b; token=good.alice; c=d",
                    "Sec-WebSocket-Protocol: jwt-auth, bearer.good.alice",
                    "x-user: admin",
                    "X_User: admin",
                    "Connection: X-User"));
            Taken taken = backend.take();
            String request = taken.request();
            assertThat(request)
                    .startsWith("GET /ws?room=1&x=2 HTTP/1.1\r\n")
                    .doesNotContain("good.alice", "admin", "Authorization", "X_User");
            assertThat(request.lines())
                    .contains("X-User: alice", "Cookie: a=b; c=d", "Sec-WebSocket-Protocol: jwt-auth");
            taken.accept("Sec-WebSocket-Protocol: jwt-auth");
            assertThat(client.head()).startsWith("HTTP/1.1 101 ");
            assertThat(gateway.recording.opened().userId()).isEqualTo("alice");
            client.text("hello");
            assertThat(taken.readFrame()).isEqualTo("hello".getBytes(StandardCharsets.UTF_8));
            bothLeave(client, taken);
        }
        EndRecord end = gateway.end();
        assertThat(end.info().account()).isEqualTo("alice");
        assertThat(end.info().authMethod()).isEqualTo("header");
        assertThat(end.timeline().first(Fact.Authenticated.class)).isPresent();
    }

    @Test
    void a_user_of_any_script_is_named_in_visible_ascii() throws Exception {
        try (RawClient client = gateway.connect()) {
            client.send(RawClient.request("/ws", bearer("odd.token")));
            assertThat(backend.take().request().lines()).contains("X-User: Zo%C3%AB%20100%25%20%E4%B8%AD");
        }
        gateway.end();
    }

    @Test
    void what_the_client_sends_meanwhile_waits() throws Exception {
        try (RawClient client = gateway.connect()) {
            client.send(RawClient.request("/ws", bearer("slow.alice")));
            judge.awaitQuestion();
            client.text("early");
            judge.answer();
            Taken taken = backend.upgrade();
            assertThat(new String(taken.readFrame(), StandardCharsets.UTF_8)).isEqualTo("early");
            bothLeave(client, taken);
        }
        gateway.end();
    }

    @Test
    void a_client_that_leaves_meanwhile_leaves_its_one_record_and_nobody_waits_for_its_answer() throws Exception {
        try (RawClient client = gateway.connect()) {
            client.send(RawClient.request("/ws", bearer("slow.alice")));
            judge.awaitQuestion();
            client.fin();
            judge.awaitInterrupt();
        }
        assertThat(gateway.end().explanation().cause()).isEqualTo(Cause.HANDSHAKE_ABANDONED);
        backendWasNotAsked();
    }

    @Test
    void an_authenticator_that_is_too_slow_says_nothing_about_the_token() throws Exception {
        try (RawClient client = gateway.connect()) {
            client.send(RawClient.request("/ws", bearer("slow.alice")));
            judge.awaitQuestion();
            gateway.time.advancePast(Duration.ofSeconds(10));
            assertThat(client.head()).startsWith("HTTP/1.1 503 ");
            judge.awaitInterrupt();
        }
        EndRecord end = gateway.end();
        assertThat(end.explanation().cause()).isEqualTo(Cause.AUTH_BACKEND_DOWN);
        assertThat(end.explanation().evidence())
                .anyMatch(text -> text.startsWith("no answer from the authenticator within "));
    }

    @Test
    void a_stop_meanwhile_is_what_the_client_is_told() throws Exception {
        try (RawClient client = gateway.connect()) {
            client.send(RawClient.request("/ws", bearer("slow.alice")));
            judge.awaitQuestion();
            gateway.gateway.close();
            assertThat(client.head()).startsWith("HTTP/1.1 503 ");
            judge.awaitInterrupt();
        }
        assertThat(gateway.end().explanation().cause()).isEqualTo(Cause.DEPLOY_OR_DRAIN);
    }

    @Test
    void an_open_connection_ends_when_its_token_has_expired() throws Exception {
        try (RawClient client = gateway.connect()) {
            client.send(RawClient.request("/ws", bearer("until.alice")));
            Taken taken = backend.upgrade();
            client.head();
            gateway.recording.opened();
            gateway.time.advance(Duration.ofSeconds(84));
            assertThat(gateway.gateway.connections().count()).isOne();
            gateway.time.advance(Duration.ofSeconds(2));
            RawClient.Frame close = client.readClose();
            assertThat(close.closeCode()).isEqualTo(4401);
            assertThat(close.closeReason()).startsWith("token-expired: ");
            assertThat(taken.readFrame()).containsExactly(1001 >> 8, (byte) 1001);
            taken.close();
        }
        EndRecord end = gateway.end();
        assertThat(end.explanation().cause()).isEqualTo(Cause.TOKEN_EXPIRED);
        assertThat(end.opened()).isTrue();
    }

    @Test
    void that_can_be_turned_off() throws Exception {
        AccessOptions told = access(Asked.HANDSHAKES);
        restart(
                new AccessOptions(
                        told.asked(),
                        told.carriers(),
                        told.origins(),
                        told.rejection(),
                        told.tokenGrace(),
                        false,
                        null,
                        false),
                LimitOptions.defaults());
        try (RawClient client = gateway.connect()) {
            client.send(RawClient.request("/ws", bearer("until.alice")));
            Taken taken = backend.upgrade();
            assertThat(taken.header("Authorization")).isEqualTo("Bearer until.alice");
            client.head();
            gateway.recording.opened();
            gateway.time.advance(Duration.ofHours(1));
            client.text("still here");
            assertThat(new String(taken.readFrame(), StandardCharsets.UTF_8)).isEqualTo("still here");
            bothLeave(client, taken);
        }
        gateway.end();
    }

    @Test
    void a_user_has_no_more_connections_than_the_limit_allows() throws Exception {
        restart(access(Asked.HANDSHAKES), onePerUser());
        try (RawClient first = gateway.connect();
                RawClient second = gateway.connect()) {
            first.send(RawClient.request("/ws", bearer("good.alice")));
            Taken taken = backend.upgrade();
            first.head();
            second.send(RawClient.request("/ws", bearer("good.alice")));
            assertThat(second.head()).startsWith("HTTP/1.1 429 ");
            second.close();
            assertThat(gateway.end().explanation().cause()).isEqualTo(Cause.CLIENT_CONNECTION_LIMIT);
            first.reset();
            taken.isGone();
            taken.close();
            gateway.end();
        }
        try (RawClient third = gateway.connect()) {
            third.send(RawClient.request("/ws", bearer("good.alice")));
            Taken taken = backend.upgrade();
            assertThat(third.head()).startsWith("HTTP/1.1 101 ");
            bothLeave(third, taken);
        }
        gateway.end();
    }

    private static LimitOptions onePerUser() {
        LimitOptions some = LimitOptions.defaults();
        return new LimitOptions(
                some.handshakeTimeout(),
                some.headerBytes(),
                some.headers(),
                some.requestLineBytes(),
                some.messageBytes(),
                some.fragments(),
                some.messageTimeout(),
                some.controlFramesPerSecond(),
                some.controlFrameBurst(),
                some.messagesPerSecond(),
                some.messageBurst(),
                some.outboundQueueBytes(),
                some.outboundQueueAge(),
                some.connections(),
                1,
                some.connectionsPerAddress(),
                some.maxAge());
    }

    @ParameterizedTest
    @CsvSource({
        "USER, alice, Authorization: Bearer good.alice, 429",
        "USER, alice, Authorization: Bearer old.alice, 401",
        "ADDRESS, 127.0.0.1, X-None: 1, 429",
        "ADDRESS, 127.0.0.1, Via: 1.1 a-box, 401",
        "ADDRESS, 127.0.0.1, Authorization: Bearer old.alice, 401"
    })
    void who_is_in_a_loop_is_held_back_by_its_own_name_only(ClientKey.Trust trust, String id, String header, int status)
            throws Exception {
        gateway.heldBack.put(
                new ClientKey(trust, id),
                new Decision.HeldBack("i-1", "somebody", "token-expired", Duration.ofSeconds(7)));
        try (RawClient client = gateway.connect()) {
            client.send(RawClient.request("/ws", header));
            assertThat(client.head())
                    .startsWith("HTTP/1.1 " + status + " ")
                    .contains(status == 429 ? "Retry-After: 7\r\n" : "WWW-Authenticate");
        }
        gateway.end();
    }

    @Test
    void plain_requests_pass_unless_everything_is_to_be_asked_for_but_name_nobody() throws Exception {
        try (RawClient client = gateway.connect()) {
            client.send("GET /page HTTP/1.1\r\nHost: localhost\r\nX-User: admin\r\nX_USER: admin\r\n"
                    + bearer("old.alice") + "\r\n\r\n");
            Taken taken = backend.take();
            assertThat(taken.request()).contains("Bearer old.alice").doesNotContain("admin");
            taken.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            assertThat(client.head()).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void a_gateway_that_is_to_ask_has_somebody_who_judges() {
        assertThatThrownBy(() ->
                        TestGateway.asking(backend.port(), null, access(Asked.HANDSHAKES), LimitOptions.defaults()))
                .hasMessage("nobody to judge credentials");
    }
}
