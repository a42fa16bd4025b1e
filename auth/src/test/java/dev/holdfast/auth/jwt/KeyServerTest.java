package dev.holdfast.auth.jwt;

import static dev.holdfast.auth.jwt.Judged.accepted;
import static dev.holdfast.auth.jwt.Judged.problem;
import static dev.holdfast.auth.jwt.Judged.unavailable;
import static dev.holdfast.auth.jwt.TestKeys.jwk;
import static dev.holdfast.auth.jwt.TestKeys.keySet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.auth.TesterTime;
import dev.holdfast.core.evidence.AuthProblem.KeyUnknown;
import dev.holdfast.core.evidence.AuthProblem.SignatureInvalid;
import dev.holdfast.core.port.Authenticator.Accepted;
import dev.holdfast.core.port.Authenticator.AuthResult;
import dev.holdfast.core.port.Authenticator.Credential;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Against a real server on loopback; only the deadlines of fetches are real time.
class KeyServerTest {
    private static final String BOTH = keySet(jwk(TestKeys.RSA, "r1"), jwk(TestKeys.EC, "e1"));
    private static final Duration COOL_DOWN = KeyServer.DEFAULT_COOL_DOWN;

    private final TesterTime time = new TesterTime();
    private final RecordingListener listener = new RecordingListener();
    private final LoopbackKeyServer server = new LoopbackKeyServer();
    private final JwtAuthenticator authenticator = create(patient());

    @AfterEach
    void close() {
        authenticator.close();
        server.close();
    }

    @Test
    void tokens_of_both_kinds_are_accepted_after_one_fetch() {
        server.answers(200, BOTH);

        assertThat(accepted(authenticator, rsa("r1")).userId()).isEqualTo("anna");
        assertThat(accepted(authenticator, ec("e1")).userId()).isEqualTo("anna");
        assertThat(server.requests()).isEqualTo(1);
        assertThat(listener.events()).containsExactly("fetched 2, ignored 0");
    }

    @Test
    void a_token_that_names_no_key_is_tried_with_all_of_its_algorithm() {
        server.answers(200, keySet(jwk(TestKeys.OTHER_RSA, "r0"), jwk(TestKeys.RSA, "r1"), jwk(TestKeys.EC, "e1")));

        assertThat(accepted(authenticator, rsa(null))).isNotNull();
        assertThat(problem(authenticator, token().es256(TestKeys.OTHER_EC.getPrivate())))
                .isEqualTo(new SignatureInvalid("ES256"));
    }

    @Test
    void a_key_is_used_under_its_own_name_and_for_its_own_algorithm_only() {
        server.answers(200, keySet(jwk(TestKeys.OTHER_RSA, "r0"), jwk(TestKeys.RSA, "r1"), jwk(TestKeys.EC, "e1")));

        assertThat(problem(authenticator, rsa("r0"))).isEqualTo(new SignatureInvalid("RS256"));
        assertThat(problem(authenticator, rsa("e1"))).isEqualTo(new KeyUnknown("e1"));
        assertThat(problem(authenticator, rsa("R1"))).isEqualTo(new KeyUnknown("R1"));
    }

    @Test
    void a_token_signed_with_a_secret_asks_nobody() {
        String secret = "{\"kty\":\"oct\",\"kid\":\"s1\",\"k\":\"" + TestToken.base64url(TestKeys.SECRET) + "\"}";
        server.answers(200, keySet(secret, jwk(TestKeys.RSA, "r1").toJSONString()));

        assertThat(problem(authenticator, token().header("kid", "s1").hs256(TestKeys.SECRET)))
                .isEqualTo(new KeyUnknown("s1"));
        assertThat(server.requests()).isZero();
        assertThat(accepted(authenticator, rsa("r1"))).isNotNull();
        assertThat(problem(authenticator, token().header("kid", "s1").hs256(TestKeys.SECRET)))
                .isEqualTo(new KeyUnknown("s1"));
        assertThat(listener.events()).containsExactly("fetched 1, ignored 1");
    }

    @Test
    void ten_thousand_invented_keys_cost_one_fetch_a_cool_down() {
        server.answers(200, BOTH);
        assertThat(accepted(authenticator, rsa("r1"))).isNotNull();

        for (int i = 0; i < 10_000; i++) {
            assertThat(problem(authenticator, invented(i))).isEqualTo(new KeyUnknown("invented-" + i));
        }
        assertThat(server.requests()).isEqualTo(1);

        time.advance(COOL_DOWN);
        for (int i = 0; i < 10_000; i++) {
            assertThat(problem(authenticator, invented(i))).isInstanceOf(KeyUnknown.class);
        }
        assertThat(server.requests()).isEqualTo(2);
        assertThat(accepted(authenticator, rsa("r1"))).isNotNull();
    }

    @Test
    void ten_thousand_invented_keys_cost_one_try_a_cool_down_while_the_server_is_down() {
        server.answers(500, "");

        for (int i = 0; i < 10_000; i++) {
            assertThat(unavailable(authenticator, invented(i))).endsWith("answered 500");
        }
        assertThat(server.requests()).isEqualTo(1);
    }

    @Test
    void a_new_key_is_found_by_its_name() {
        server.answers(200, keySet(jwk(TestKeys.OTHER_RSA, "r0")));
        assertThat(problem(authenticator, rsa("r1"))).isEqualTo(new KeyUnknown("r1"));

        server.answers(200, BOTH);
        time.advance(COOL_DOWN.minusNanos(1));
        assertThat(problem(authenticator, rsa("r1"))).isEqualTo(new KeyUnknown("r1"));
        time.advance(Duration.ofNanos(1));
        assertThat(accepted(authenticator, rsa("r1"))).isNotNull();
        assertThat(server.requests()).isEqualTo(2);
    }

    @Test
    void many_who_come_at_once_share_one_fetch() throws Exception {
        server.answers(200, BOTH);
        List<Callable<AuthResult>> calls = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            calls.add(() -> authenticator.authenticate(ec("e1")));
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<AuthResult> result : threads.invokeAll(calls)) {
                assertThat(result.get()).isInstanceOf(Accepted.class);
            }
        }
        assertThat(server.requests()).isEqualTo(1);
    }

    @Test
    void known_keys_stay_good_while_the_server_is_gone_and_unknown_ones_can_t_be_judged() {
        server.answers(200, BOTH);
        assertThat(accepted(authenticator, rsa("r1"))).isNotNull();
        server.close();

        for (int day = 0; day < 3; day++) {
            time.advance(Duration.ofDays(1));
            assertThat(accepted(authenticator, rsa("r1"))).isNotNull();
            assertThat(unavailable(authenticator, rsa("r2")))
                    .isEqualTo(
                            "the key server 127.0.0.1:" + server.port() + " could not be reached (ConnectException)");
        }
        assertThat(listener.events().getFirst()).isEqualTo("fetched 2, ignored 0");
        assertThat(listener.events().getLast()).startsWith("failed with 2 in use: the key server 127.0.0.1:");
    }

    @Test
    void a_server_that_comes_back_is_used_after_the_cool_down() {
        server.answers(503, "");
        assertThat(unavailable(authenticator, rsa("r1"))).endsWith("answered 503");

        server.answers(200, BOTH);
        assertThat(unavailable(authenticator, rsa("r1"))).endsWith("answered 503");
        assertThat(server.requests()).isEqualTo(1);

        time.advance(COOL_DOWN);
        assertThat(accepted(authenticator, rsa("r1"))).isNotNull();
        assertThat(listener.events())
                .containsExactly(
                        "failed with 0 in use: the key server 127.0.0.1:" + server.port() + " answered 503",
                        "fetched 2, ignored 0");
    }

    @Test
    void a_server_that_is_silent_or_stops_half_way_costs_the_deadline_once() {
        Duration deadline = Duration.ofMillis(200);
        try (JwtAuthenticator hasty = create(KeyServer.at(server.url()).withDeadline(deadline))) {
            server.keepsSilent();
            assertThat(unavailable(hasty, rsa("r1"))).endsWith("did not answer within 200 ms");
            server.stopsHalfWay(BOTH);
            assertThat(unavailable(hasty, rsa("r1"))).endsWith("did not answer within 200 ms");
            assertThat(listener.events()).hasSize(1);

            time.advance(COOL_DOWN);
            assertThat(unavailable(hasty, rsa("r1"))).endsWith("did not answer within 200 ms");
            assertThat(listener.events()).hasSize(2);
        }
    }

    @Test
    void a_fetch_whose_deadline_has_passed_leaves_no_connection_behind() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            URI url = URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/jwks.json");
            FutureTask<Long> received = new FutureTask<>(() -> {
                try (Socket socket = silent.accept()) {
                    return socket.getInputStream().transferTo(OutputStream.nullOutputStream());
                }
            });
            Thread.startVirtualThread(received);
            try (JwtAuthenticator hasty = create(KeyServer.at(url).withDeadline(Duration.ofSeconds(1)))) {
                assertThat(unavailable(hasty, rsa("r1"))).endsWith("did not answer within 1 s");

                assertThat(received.get())
                        .as("bytes until the end of the connection")
                        .isPositive();
            }
        }
    }

    @Test
    void an_answer_that_is_too_long_is_not_read_to_its_end() {
        KeyServer narrow = patient().withMaxBytes(100_000);
        try (JwtAuthenticator authenticator = create(narrow)) {
            server.neverEnds();
            assertThat(unavailable(authenticator, rsa("r1"))).endsWith("answered more than 100000 bytes");

            time.advance(COOL_DOWN);
            server.answers(200, " ".repeat(100_001 - BOTH.length()) + BOTH);
            assertThat(unavailable(authenticator, rsa("r1"))).endsWith("answered more than 100000 bytes");

            time.advance(COOL_DOWN);
            server.answers(200, " ".repeat(100_000 - BOTH.length()) + BOTH);
            assertThat(accepted(authenticator, rsa("r1"))).isNotNull();
        }
    }

    @Test
    void a_redirect_is_not_followed() {
        try (LoopbackKeyServer elsewhere = new LoopbackKeyServer().answers(200, BOTH)) {
            server.redirectsTo(elsewhere.url().toString());

            assertThat(unavailable(authenticator, rsa("r1")))
                    .endsWith("answered 302, a redirect, which is not followed; configure the final address");
            assertThat(elsewhere.requests()).isZero();
        }
    }

    @Test
    void nonsense_is_an_outage_and_not_a_bad_token() {
        List<String> nonsense = List.of(
                "",
                "<html>Sign in</html>",
                "[]",
                "{}",
                "{\"keys\":7}",
                "{\"keys\":[",
                "null",
                "{\"keys\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}");
        for (String body : nonsense) {
            server.answers(200, body);
            assertThat(unavailable(authenticator, rsa("r1")))
                    .endsWith("answered something that is not a JSON Web Key Set");
            time.advance(COOL_DOWN);
        }
        server.answers(200, "{\"keys\":[]}");
        assertThat(unavailable(authenticator, rsa("r1")))
                .endsWith("answered a key set without a usable key for RS256 or ES256");
        time.advance(COOL_DOWN);
        server.hangsUp();
        assertThat(unavailable(authenticator, rsa("r1"))).contains("could not be reached (");
        assertThat(server.requests()).isGreaterThanOrEqualTo(nonsense.size() + 2);
    }

    @Test
    void a_set_that_became_empty_or_nonsense_leaves_the_keys_before_it_in_use() {
        server.answers(200, BOTH);
        assertThat(accepted(authenticator, rsa("r1"))).isNotNull();

        server.answers(200, "{\"keys\":[]}");
        time.advance(KeyServer.DEFAULT_CACHE_FOR);
        assertThat(accepted(authenticator, rsa("r1"))).isNotNull();
        assertThat(listener.events().getLast())
                .startsWith("failed with 2 in use")
                .endsWith("answered a key set without a usable key for RS256 or ES256");
    }

    @Test
    void a_key_that_was_withdrawn_is_good_until_the_cache_is_renewed() {
        server.answers(200, BOTH);
        assertThat(accepted(authenticator, rsa("r1"))).isNotNull();

        server.answers(200, keySet(jwk(TestKeys.EC, "e1")));
        time.advance(KeyServer.DEFAULT_CACHE_FOR.multipliedBy(4).dividedBy(5).minusNanos(1));
        assertThat(accepted(authenticator, rsa("r1"))).isNotNull();
        assertThat(server.requests()).isEqualTo(1);

        time.advance(KeyServer.DEFAULT_CACHE_FOR.dividedBy(5).plusNanos(1));
        assertThat(problem(authenticator, rsa("r1"))).isEqualTo(new KeyUnknown("r1"));
        assertThat(accepted(authenticator, ec("e1"))).isNotNull();
    }

    @Test
    void a_closed_authenticator_still_judges_by_the_keys_it_has() {
        server.answers(200, BOTH);
        assertThat(accepted(authenticator, rsa("r1"))).isNotNull();

        authenticator.close();

        assertThat(accepted(authenticator, rsa("r1"))).isNotNull();
        time.advance(COOL_DOWN);
        assertThat(unavailable(authenticator, rsa("r2"))).contains("could not be reached (");
    }

    /// A busy machine may take its time; what is tested is not how much.
    private KeyServer patient() {
        return KeyServer.at(server.url()).withDeadline(Duration.ofSeconds(30));
    }

    private JwtAuthenticator create(KeyServer keyServer) {
        JwtOptions options = JwtOptions.of(keyServer);
        return JwtAuthenticator.create(options, time, listener);
    }

    private TestToken token() {
        return TestToken.madeAt(time.wall());
    }

    private Credential rsa(String keyId) {
        TestToken token = keyId == null ? token() : token().header("kid", keyId);
        return token.rs256(TestKeys.RSA.getPrivate());
    }

    private Credential ec(String keyId) {
        return token().header("kid", keyId).es256(TestKeys.EC.getPrivate());
    }

    private Credential invented(int number) {
        return token().header("alg", "RS256")
                .header("kid", "invented-" + number)
                .signedWith(new byte[256]);
    }
}
