package dev.holdfast.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.core.connection.Notice;
import dev.holdfast.core.credential.CarrierOptions;
import dev.holdfast.core.evidence.Carrier;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.port.ServerFigures;
import dev.holdfast.proxy.SharingOptions.Sticky;
import dev.holdfast.proxy.backend.Backend;
import dev.holdfast.proxy.backend.Standing;
import dev.holdfast.proxy.fixture.RawBackend;
import dev.holdfast.proxy.fixture.RawBackend.Taken;
import dev.holdfast.proxy.fixture.TestGateway;
import dev.holdfast.proxy.fixture.TestJudge;
import dev.holdfast.proxy.fixture.Told;
import dev.holdfast.server.fixture.RawClient;
import dev.holdfast.server.handshake.OriginPolicy;
import dev.holdfast.server.options.Rejection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Several backends behind one gateway.
class SeveralBackendsTest {
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final List<Serving> backends = new ArrayList<>();

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : opened.reversed()) {
            each.close();
        }
    }

    private Serving serving() throws IOException {
        Serving one = new Serving();
        opened.add(one);
        backends.add(one);
        return one;
    }

    private TestGateway before(SharingOptions sharing, List<Integer> ports) throws IOException {
        TestGateway gateway = TestGateway.with(told -> sharedOutAmong(told, ports, sharing), 0);
        opened.add(gateway);
        return gateway;
    }

    private static void sharedOutAmong(Told told, List<Integer> ports, SharingOptions sharing) {
        told.to = ports.stream()
                .map(port -> new Backend(false, "127.0.0.1", port))
                .toList();
        told.sharing = sharing;
    }

    private static SharingOptions sticking(Sticky sticky, @Nullable String cookie, @Nullable String path) {
        return new SharingOptions(sticky, cookie, INTERVAL, path);
    }

    private static RawClient open(TestGateway gateway, String... headers) throws IOException {
        RawClient client = gateway.connect();
        client.send(RawClient.request("/ws", headers));
        assertThat(client.head()).startsWith("HTTP/1.1 101");
        return client;
    }

    /// By which backend its connection was taken.
    private static String answeredBy(RawClient client) throws IOException {
        client.text("who?");
        return client.read().text();
    }

    @Test
    void a_new_connection_goes_to_the_backend_with_the_fewest() throws Exception {
        TestGateway gateway = before(
                SharingOptions.defaults(), List.of(serving().port(), serving().port()));
        Map<String, Integer> shared = new ConcurrentHashMap<>();
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            RawClient client = open(gateway);
            clients.add(client);
            shared.merge(answeredBy(client), 1, Integer::sum);
        }
        assertThat(shared.values()).containsExactly(3, 3);
        end(gateway, clients);
    }

    @Test
    void by_a_cookie_or_a_tokens_user_a_client_always_comes_to_the_same() throws Exception {
        List<Integer> ports =
                List.of(serving().port(), serving().port(), serving().port());
        for (SharingOptions sharing :
                List.of(sticking(Sticky.COOKIE, "session", null), sticking(Sticky.USER, null, null))) {
            TestGateway gateway = before(sharing, ports);
            Set<String> used = new HashSet<>();
            for (int user = 0; user < 12; user++) {
                Set<String> ofUser = new HashSet<>();
                List<RawClient> clients = new ArrayList<>();
                for (int time = 0; time < 3; time++) {
                    String claims = "{\"sub\":\"user-" + user + "\",\"exp\":" + time + "}";
                    RawClient client = open(
                            gateway,
                            "Cookie: other=" + time + "; session=s-" + user,
                            "Authorization: Bearer eyJh."
                                    + Base64.getUrlEncoder()
                                            .withoutPadding()
                                            .encodeToString(claims.getBytes(StandardCharsets.UTF_8))
                                    + ".sig" + time);
                    clients.add(client);
                    ofUser.add(answeredBy(client));
                }
                assertThat(ofUser).as("user %d by %s", user, sharing.sticky()).hasSize(1);
                used.addAll(ofUser);
                end(gateway, clients);
            }
            assertThat(used).as("users are spread").hasSizeGreaterThan(1);
        }
    }

    @Test
    void where_the_gateway_asks_a_user_comes_to_the_same_backend_by_whatever_token() throws Exception {
        List<Integer> ports =
                List.of(serving().port(), serving().port(), serving().port());
        TestGateway gateway = TestGateway.with(
                told -> {
                    sharedOutAmong(told, ports, sticking(Sticky.USER, null, null));
                    told.access = new AccessOptions(
                            AccessOptions.Asked.HANDSHAKES,
                            CarrierOptions.of(Set.of(Carrier.HEADER)),
                            new OriginPolicy(List.of(), false, true),
                            Rejection.AUTO,
                            Duration.ZERO,
                            true,
                            null,
                            false);
                    told.authenticator = new TestJudge();
                },
                0);
        opened.add(gateway);
        Set<String> used = new HashSet<>();
        for (int user = 0; user < 12; user++) {
            List<RawClient> clients = List.of(
                    open(gateway, "Authorization: Bearer good.user-" + user),
                    open(gateway, "Authorization: Bearer until.user-" + user));
            String first = answeredBy(clients.getFirst());
            assertThat(answeredBy(clients.getLast())).isEqualTo(first);
            used.add(first);
            end(gateway, clients);
        }
        assertThat(used).as("users are spread").hasSizeGreaterThan(1);
    }

    @Test
    void plain_requests_on_one_connection_go_each_to_its_own_users_backend_where_the_websocket_goes_too()
            throws Exception {
        TestGateway gateway = before(
                sticking(Sticky.COOKIE, "session", null),
                List.of(serving().port(), serving().port(), serving().port()));
        Map<String, String> ofUser = new HashMap<>();
        try (RawClient shared = gateway.connect()) {
            for (int time = 0; time < 3; time++) {
                for (int user = 0; user < 12; user++) {
                    String cookie = "Cookie: session=s-" + user;
                    String name = askedPlainly(shared, cookie);
                    assertThat(ofUser.computeIfAbsent(cookie, _ -> name))
                            .as("user %d, request %d", user, time)
                            .isEqualTo(name);
                }
            }
            assertThat(new HashSet<>(ofUser.values())).as("users are spread").hasSizeGreaterThan(1);
            for (Map.Entry<String, String> each : ofUser.entrySet()) {
                RawClient client = open(gateway, each.getKey());
                assertThat(answeredBy(client)).isEqualTo(each.getValue());
                end(gateway, List.of(client));
            }
        }
    }

    private static String askedPlainly(RawClient client, String cookie) throws IOException {
        client.send("GET /who HTTP/1.1\r\nHost: localhost\r\n" + cookie + "\r\n\r\n");
        Matcher length = Pattern.compile("Content-Length: (\\d+)").matcher(client.head());
        assertThat(length.find()).isTrue();
        return new String(
                client.socket.getInputStream().readNBytes(Integer.parseInt(length.group(1))),
                StandardCharsets.US_ASCII);
    }

    @Test
    void a_backend_that_refuses_is_passed_over_for_one_that_does_not() throws Exception {
        int nobody = RawBackend.nobody().getPort();
        TestGateway gateway =
                before(SharingOptions.defaults(), List.of(nobody, serving().port()));
        RawClient client = open(gateway);
        answeredBy(client);
        client.close(1000, "").readClose();
        client.fin();
        EndRecord end = gateway.end();
        Fact.UpstreamPassedOver over =
                end.timeline().first(Fact.UpstreamPassedOver.class).orElseThrow();
        assertThat(over.backend()).isEqualTo("127.0.0.1:" + nobody);
        assertThat(end.timeline().last(Fact.UpstreamChosen.class).orElseThrow().backend())
                .isEqualTo("127.0.0.1:" + backends.getFirst().port());
        assertThat(end.explanation().cause()).isEqualTo(Cause.CLIENT_LEFT);
        assertThat(gateway.gateway.figures().snapshot().backends())
                .containsExactly(
                        new ServerFigures.Backend("127.0.0.1:" + nobody, null, 0, 1, 1),
                        new ServerFigures.Backend(
                                "127.0.0.1:" + backends.getFirst().port(), null, 0, 1, 0));
    }

    @Test
    void where_none_can_be_reached_the_last_one_is_named() throws Exception {
        TestGateway gateway = before(
                SharingOptions.defaults(),
                List.of(RawBackend.nobody().getPort(), RawBackend.nobody().getPort()));
        try (RawClient client = gateway.connect()) {
            client.send(RawClient.request("/ws"));
            assertThat(client.head()).startsWith("HTTP/1.1 502");
            client.fin();
        }
        assertThat(gateway.end().explanation().cause()).isEqualTo(Cause.BACKEND_UNREACHABLE);
    }

    @Test
    void a_backend_that_says_it_goes_away_gets_no_connection_and_its_own_are_sent_to_others() throws Exception {
        Serving leaving = serving();
        Serving staying = serving();
        TestGateway gateway = before(sticking(Sticky.NONE, null, "/health"), List.of(leaving.port(), staying.port()));
        RawClient client = open(gateway);
        assertThat(answeredBy(client)).isEqualTo(leaving.name());
        leaving.status = 503;
        look(gateway, 2);
        Notice down = gateway.recording.notice("backend-down");
        assertThat(down.fields()).containsEntry("detail", "it answered 503");
        gateway.time.advance(Duration.ofSeconds(1));
        assertThat(client.readClose().closeCode()).isEqualTo(1012);
        client.fin();
        EndRecord end = gateway.end();
        assertThat(end.explanation().cause()).isEqualTo(Cause.DEPLOY_OR_DRAIN);
        assertThat(end.explanation().summary()).contains("it answered 503");
        assertThat(end.explanation().expected()).isTrue();

        RawClient again = open(gateway);
        assertThat(answeredBy(again)).isEqualTo(staying.name());
        leaving.status = 204;
        look(gateway, 1);
        gateway.recording.notice("backend-up");
        end(gateway, List.of(again));
    }

    /// Lets each backend be looked at so often.
    private static void look(TestGateway gateway, int times) {
        for (int time = 0; time < times; time++) {
            List<Standing> backends = gateway.gateway.backends();
            List<Long> before = backends.stream().map(Standing::looks).toList();
            gateway.time.advance(INTERVAL);
            for (int i = 0; i < backends.size(); i++) {
                while (backends.get(i).looks() == before.get(i)) {
                    Thread.onSpinWait();
                }
            }
        }
    }

    private static void end(TestGateway gateway, List<RawClient> clients) throws Exception {
        for (RawClient client : clients) {
            client.close(1000, "");
            client.readClose();
            client.fin();
            gateway.end();
            client.close();
        }
    }

    /// A backend that says its name to whoever sends it something, and answers a look at its health with a status.
    private static final class Serving implements AutoCloseable {
        private final RawBackend raw = new RawBackend();
        private final List<Thread> threads = new CopyOnWriteArrayList<>();
        private volatile int status = 200;

        Serving() throws IOException {
            threads.add(Thread.ofVirtual().start(this::accept));
        }

        int port() {
            return raw.port();
        }

        String name() {
            return "backend " + port();
        }

        private void accept() {
            try {
                while (true) {
                    Taken taken = raw.take();
                    threads.add(Thread.ofVirtual().start(() -> serve(taken)));
                }
            } catch (IOException closed) {
                // The test is over.
            }
        }

        private void serve(Taken taken) {
            try (taken) {
                String request = taken.request();
                if (request.startsWith("GET /health ")) {
                    taken.send("HTTP/1.1 " + status + " Whatever\r\nContent-Length: 0\r\n\r\n");
                    return;
                }
                while (request.startsWith("GET /who ")) {
                    taken.send("HTTP/1.1 200 OK\r\nContent-Length: " + name().length() + "\r\n\r\n" + name());
                    request = taken.request();
                }
                taken.accept();
                byte[] who = taken.readFrame();
                assertThat(who).isEqualTo("who?".getBytes(StandardCharsets.UTF_8));
                taken.frame(0x81, name().getBytes(StandardCharsets.UTF_8));
                byte[] close = taken.readFrame();
                taken.frame(0x88, close);
                taken.fin();
                taken.isGone();
            } catch (IOException gone) {
                // Whoever asked has gone.
            }
        }

        @Override
        public void close() throws IOException {
            raw.close();
        }
    }
}
