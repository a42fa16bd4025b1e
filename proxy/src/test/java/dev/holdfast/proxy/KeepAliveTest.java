package dev.holdfast.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.proxy.fixture.RawBackend;
import dev.holdfast.proxy.fixture.RawBackend.Taken;
import dev.holdfast.proxy.fixture.TestGateway;
import dev.holdfast.server.fixture.RawClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Plain requests, one after the other on one connection.
class KeepAliveTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n";

    private RawBackend backend;
    private TestGateway gateway;
    private RawClient client;

    @BeforeEach
    void connect() throws IOException {
        backend = new RawBackend();
        gateway = TestGateway.to(backend.port());
        client = gateway.connect();
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        backend.close();
        gateway.close();
    }

    private static String get(String path, String... headers) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n"
                + String.join(
                        "", List.of(headers).stream().map(each -> each + "\r\n").toList()) + "\r\n";
    }

    private String read(int bytes) throws IOException {
        return new String(client.socket.getInputStream().readNBytes(bytes), StandardCharsets.ISO_8859_1);
    }

    /// One exchange, after which the connection to the backend is a used one.
    private Taken first() throws IOException {
        client.send(get("/first"));
        Taken taken = backend.take();
        taken.request();
        taken.send(OK + "ok");
        assertThat(client.head()).startsWith("HTTP/1.1 200 OK\r\n").doesNotContain("Connection");
        assertThat(read(2)).isEqualTo("ok");
        return taken;
    }

    @Test
    void further_requests_go_over_the_same_connection_to_the_backend() throws Exception {
        Taken taken = first();
        client.send(get("/second", "Connection: keep-alive, X-Hop", "X-Hop: 1", "Keep-Alive: 5"));
        assertThat(taken.request())
                .startsWith("GET /second HTTP/1.1\r\n")
                .doesNotContain("X-Hop", "Keep-Alive", "Connection");
        String chunks = "2;a=b\r\nhi\r\n0\r\nT: 1\r\n\r\n";
        taken.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: X-Own\r\nX-Own: 1\r\n\r\n" + chunks);
        assertThat(client.head()).contains("Transfer-Encoding: chunked\r\n").doesNotContain("X-Own", "Connection");
        assertThat(read(chunks.length())).isEqualTo(chunks);
        client.send(get("/last", "Connection: close"));
        taken.request();
        taken.send(OK + "ok");
        assertThat(client.head()).contains("Connection: close\r\n");
        assertThat(client.rest()).isEqualTo("ok");
        assertThat(taken.isGone()).isTrue();
    }

    @Test
    void requests_that_come_all_at_once_are_answered_in_their_order() throws Exception {
        client.send(get("/1") + "POST /2 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\nbody" + get("/3"));
        Taken taken = backend.take();
        assertThat(taken.request()).startsWith("GET /1 ");
        taken.send(OK + "r1");
        assertThat(taken.request()).startsWith("POST /2 ");
        assertThat(taken.read(4)).containsExactly('b', 'o', 'd', 'y');
        taken.send(OK + "r2");
        assertThat(taken.request()).startsWith("GET /3 ");
        taken.send(OK + "r3");
        for (String each : List.of("r1", "r2", "r3")) {
            client.head();
            assertThat(read(2)).isEqualTo(each);
        }
    }

    @Test
    void a_body_that_waits_to_be_asked_for_is_streamed() throws Exception {
        client.send("POST / HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n");
        Taken taken = backend.take();
        assertThat(taken.request()).contains("Expect: 100-continue\r\n", "Transfer-Encoding: chunked\r\n");
        taken.send("HTTP/1.1 100 Continue\r\n\r\n");
        assertThat(client.head()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
        client.send("3\r\nabc\r\n");
        assertThat(new String(taken.read(8))).isEqualTo("3\r\nabc\r\n");
        client.send("0\r\n\r\n" + get("/next"));
        assertThat(new String(taken.read(5))).isEqualTo("0\r\n\r\n");
        taken.send(OK + "ok");
        client.head();
        read(2);
        assertThat(taken.request()).startsWith("GET /next ");
    }

    @Test
    void an_answer_before_the_end_of_the_request_is_the_last() throws Exception {
        client.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nsome");
        Taken taken = backend.take();
        taken.request();
        taken.read(4);
        taken.send("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno");
        assertThat(client.head()).startsWith("HTTP/1.1 413 ").contains("Connection: close\r\n");
        assertThat(client.rest()).isEqualTo("no");
        assertThat(taken.isGone()).isTrue();
    }

    @Test
    void an_answer_without_an_end_of_its_own_ends_with_the_connection() throws Exception {
        client.send(get("/"));
        Taken taken = backend.take();
        taken.request();
        taken.send("HTTP/1.0 200 OK\r\n\r\nall of it").fin();
        assertThat(client.head()).startsWith("HTTP/1.1 200 OK\r\n").contains("Connection: close\r\n");
        assertThat(client.rest()).isEqualTo("all of it");
    }

    @ParameterizedTest
    @CsvSource({"HEAD, 200 OK", "GET, 204 No Content", "GET, 304 Not Modified"})
    void what_has_no_body_is_followed_by_the_next_answer(String method, String status) throws Exception {
        client.send(method + " / HTTP/1.1\r\nHost: localhost\r\n\r\n" + get("/next"));
        Taken taken = backend.take();
        taken.request();
        taken.send("HTTP/1.1 " + status + "\r\nContent-Length: 500\r\n\r\n");
        assertThat(client.head()).startsWith("HTTP/1.1 " + status);
        assertThat(taken.request()).startsWith("GET /next ");
        taken.send(OK + "ok");
        assertThat(client.head()).startsWith("HTTP/1.1 200 OK");
    }

    @Test
    void a_websocket_after_plain_requests_leaves_one_record_that_begins_with_its_handshake() throws Exception {
        Taken plain = first();
        gateway.time.advance(Duration.ofSeconds(20));
        client.send(RawClient.request("/ws") + "\u0081\u0081\u0000\u0000\u0000\u0000a");
        Taken taken = backend.upgrade();
        assertThat(plain.isGone()).isTrue();
        client.head();
        assertThat(taken.readFrame()).containsExactly('a');
        taken.frame(0x81, (byte) 'b');
        assertThat(client.read().text()).isEqualTo("b");
        gateway.time.advance(Duration.ofSeconds(3));
        client.reset();
        assertThat(taken.isGone()).isTrue();
        taken.close();
        EndRecord end = gateway.end();
        assertThat(end.opened()).isTrue();
        assertThat(end.timeline().entries().getFirst().fact()).isInstanceOf(Fact.Accepted.class);
        assertThat(end.timeline().duration()).isEqualTo(Duration.ofSeconds(3));
        assertThat(gateway.recording.allEnded).hasSize(1);
    }

    @Test
    void a_question_in_between_is_answered_by_the_gateway_and_keeps_the_connection() throws Exception {
        try (RawClient asking = gateway.connect()) {
            asking.send(RawClient.request("/ws?attempt=attempt-1"));
            Taken taken = backend.take();
            taken.request();
            taken.send("HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n");
            asking.rest();
        }
        gateway.end();
        Taken taken = first();
        client.send(get("/why/attempt-1") + get("/next"));
        assertThat(client.head()).startsWith("HTTP/1.1 200 OK").doesNotContain("Connection");
        assertThat(read("{\"cause\":\"handshake-auth-rejected\"}".length())).contains("handshake-auth-rejected");
        assertThat(taken.request()).startsWith("GET /next ");
        client.send("");
        taken.send(OK + "ok");
        client.head();
        read(2);
        client.send("GET /why/attempt-1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertThat(client.head()).contains("Connection: close\r\n");
        client.rest();
    }

    @Test
    void a_backend_that_has_closed_what_was_idle_is_dialled_anew() throws Exception {
        first().close();
        client.send("POST /second HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
        Taken taken = backend.take();
        assertThat(taken.request()).startsWith("POST /second ");
        taken.send(OK + "ok");
        assertThat(client.head()).startsWith("HTTP/1.1 200 OK");
    }

    @Test
    void a_request_that_may_be_repeated_is_where_a_used_connection_fails_it() throws Exception {
        Taken used = first();
        client.send(get("/second"));
        assertThat(used.request()).startsWith("GET /second ");
        used.reset();
        Taken taken = backend.take();
        assertThat(taken.request()).startsWith("GET /second ");
        taken.reset();
        assertThat(client.head()).startsWith("HTTP/1.1 502 ").contains("Connection: close\r\n");
        assertThat(client.rest()).contains("backend-no-answer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST / HTTP/1.1\r\nContent-Length: 2", "PUT / HTTP/1.1\r\nContent-Length: 2"})
    void a_request_that_may_have_been_done_is_not_sent_twice(String head) throws Exception {
        Taken used = first();
        client.send(head + "\r\nHost: localhost\r\n\r\nab");
        used.request();
        used.read(2);
        used.reset();
        assertThat(client.head()).startsWith("HTTP/1.1 502 ");
        client.rest();
        client.close();
        try (RawClient other = gateway.connect()) {
            other.send(get("/other"));
            assertThat(backend.take().request()).startsWith("GET /other ");
        }
    }

    @Test
    void what_a_backend_says_unasked_is_nobodys_answer() throws Exception {
        Taken used = first();
        used.send(OK + "no");
        assertThat(used.isGone()).isTrue();
        client.send(get("/second"));
        Taken taken = backend.take();
        taken.request();
        taken.send(OK + "ok" + OK + "no");
        client.head();
        assertThat(read(2)).isEqualTo("ok");
        assertThat(taken.isGone()).isTrue();
        client.send(get("/third"));
        Taken third = backend.take();
        third.request();
        third.send(OK + "3!");
        client.head();
        assertThat(read(2)).isEqualTo("3!");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\r\nTransfer-Encoding: chunked",
                "Content-Length: 5\r\nContent-Length: 6",
                "Content-Length: 5\r\nContent-Length: 5",
                "Content-Length: 5, 5",
                "Content-Length: +5",
                "Content-Length: 0x5",
                "Content-Length: ",
                "Content-Length : 5",
                "Transfer-Encoding: gzip, chunked",
                "Transfer-Encoding: chunked, chunked",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
                "Transfer-Encoding: xchunked",
                "Transfer-Encoding: \"chunked\"",
                "Transfer-Encoding:\u000bchunked",
                "Transfer-Encoding: chunked\r\n Content-Length: 5",
                "X: a\r\n\tb",
                "X: a\nTransfer-Encoding: chunked",
                "X: a\rTransfer-Encoding: chunked",
                "X: a\u0000b",
                "Host: other"
            })
    void a_request_that_two_readers_could_see_two_ends_of_is_refused(String header) throws Exception {
        Taken used = first();
        client.send("POST /smuggle HTTP/1.1\r\nHost: localhost\r\n" + header
                + "\r\n\r\n0\r\n\r\nGET /hidden HTTP/1.1\r\n" + "Host: localhost\r\n\r\n");
        assertThat(client.head()).startsWith("HTTP/1.1 400 ").contains("Connection: close\r\n");
        client.rest();
        assertThat(used.atEnd()).as("nothing of it has reached the backend").isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5\nhello\r\n0\r\n\r\n",
                "5;a\nb\r\nhello\r\n0\r\n\r\n",
                "5\r\nhelloX\r\n0\r\n\r\n",
                "5 \r\r\nhello\r\n0\r\n\r\n",
                "-5\r\nhello\r\n",
                "5\r\nhello\r\n0\r\nA: b\n\r\n"
            })
    void chunks_that_two_readers_could_see_two_ends_of_go_no_further(String body) throws Exception {
        client.send("POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n" + body + get("/hidden"));
        Taken taken = backend.take();
        assertThat(client.head()).startsWith("HTTP/1.1 400 ");
        client.rest();
        assertThat(new String(taken.rest(), StandardCharsets.ISO_8859_1)).doesNotContain("hidden");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nX: a\r\n Content-Length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length : 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip\r\n\r\nok",
                "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: other\r\nConnection: Upgrade\r\n\r\n",
                "SSH-2.0-OpenSSH\r\n"
            })
    void an_answer_that_two_readers_could_take_for_two_is_none(String answer) throws Exception {
        client.send(get("/"));
        Taken taken = backend.take();
        taken.request();
        taken.send(answer);
        assertThat(client.head()).startsWith("HTTP/1.1 502 ");
        assertThat(taken.isGone()).isTrue();
    }

    @Test
    void an_answer_that_breaks_off_is_seen_to() throws Exception {
        client.send(get("/"));
        Taken taken = backend.take();
        taken.request();
        taken.send("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nhalf");
        client.head();
        read(4);
        taken.close();
        assertThat(client.isReset()).isTrue();
    }

    @Test
    void a_connection_waits_a_minute_for_its_next_request() throws Exception {
        Taken taken = first();
        gateway.time.advance(Duration.ofSeconds(59));
        client.send(get("/second"));
        taken.request();
        gateway.time.advance(Duration.ofMinutes(4));
        taken.send(OK + "ok");
        client.head();
        read(2);
        gateway.time.advance(Duration.ofSeconds(61));
        assertThat(client.rest()).isEmpty();
        assertThat(taken.isGone()).isTrue();
    }

    @Test
    void a_head_that_does_not_come_to_its_end_is_not_waited_for() throws Exception {
        client.send(get("/first") + "GET / HT");
        Taken taken = backend.take();
        taken.request();
        taken.send(OK + "ok");
        client.head();
        read(2);
        gateway.time.advancePast(Duration.ofSeconds(10));
        assertThat(client.head()).startsWith("HTTP/1.1 408 ").contains("Connection: close\r\n");
        client.rest();
    }

    @Test
    void a_stop_closes_what_is_idle_and_makes_the_answer_of_what_is_not_the_last() throws Exception {
        first();
        try (RawClient busy = gateway.connect()) {
            busy.send(get("/busy"));
            Taken taken = backend.take();
            taken.request();
            var drained = gateway.gateway.drain("SIGTERM").toCompletableFuture();
            gateway.time.advance(Duration.ofMillis(100));
            assertThat(client.rest()).isEmpty();
            assertThat(drained).isNotDone();
            taken.send(OK + "ok");
            assertThat(busy.head()).contains("Connection: close\r\n");
            assertThat(busy.rest()).isEqualTo("ok");
        }
    }

    @Test
    void http_1_0_keeps_a_connection_where_it_asks_to_and_gets_no_chunks() throws Exception {
        client.send("GET /1 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        Taken taken = backend.take();
        assertThat(taken.request()).startsWith("GET /1 HTTP/1.1\r\n").contains("Host: 127.0.0.1:" + backend.port());
        taken.send(OK + "ok");
        assertThat(client.head()).contains("Connection: keep-alive\r\n");
        read(2);
        client.send("GET /2 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        taken.request();
        taken.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x\r\nllo\r\n0\r\n\r\n");
        assertThat(client.head()).contains("Connection: close\r\n").doesNotContain("Transfer-Encoding");
        assertThat(client.rest()).isEqualTo("hello");
    }

    @Test
    void a_client_that_takes_no_answer_is_not_answered_further() throws Exception {
        byte[] megabyte = new byte[1 << 20];
        client.send(get("/1"));
        Taken taken = backend.take();
        taken.request();
        taken.send("HTTP/1.1 200 OK\r\nContent-Length: " + (32L << 20) + "\r\n\r\n");
        Thread sending = Thread.startVirtualThread(() -> {
            try {
                for (int i = 0; i < 32; i++) {
                    taken.send(megabyte);
                }
            } catch (IOException gone) {
                // The client has left.
            }
        });
        client.head();
        int total = 0;
        while (total < 32 << 20) {
            total += client.socket.getInputStream().read(megabyte);
        }
        sending.join();
        client.send(get("/2"));
        assertThat(taken.request()).startsWith("GET /2 ");
    }
}
