package dev.holdfast.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.proxy.fixture.RawBackend;
import dev.holdfast.proxy.fixture.RawBackend.Taken;
import dev.holdfast.proxy.fixture.TestGateway;
import dev.holdfast.server.fixture.RawClient;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Plain requests and answers that don't come to their end. The limit is five minutes.
class StalledExchangeTest {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Duration NEARLY = LIMIT.minusSeconds(1);

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

    private Taken asked(String request) throws IOException {
        client.send(request);
        Taken taken = backend.take();
        taken.request();
        return taken;
    }

    private Taken answered(String headers, String body) throws IOException {
        Taken taken = asked("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
        taken.send("HTTP/1.1 200 OK\r\n" + headers + "\r\n\r\n" + body);
        client.head();
        assertThat(client.socket.getInputStream().readNBytes(body.length())).hasSize(body.length());
        return taken;
    }

    @Test
    void a_client_that_does_not_send_the_rest_of_its_body_is_told_and_its_backend_let_go() throws Exception {
        Taken taken = asked("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\na");
        taken.read(1);
        gateway.time.advance(NEARLY);
        client.send("b");
        taken.read(1);
        gateway.time.advance(NEARLY);
        client.send("c");
        taken.read(1);
        gateway.time.advancePast(LIMIT);
        assertThat(client.head()).startsWith("HTTP/1.1 408 ").contains("Connection: close\r\n");
        assertThat(client.rest()).isEqualTo("{\"error\":\"nothing of the request's body came for 300 s\"}");
        assertThat(taken.isGone()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n"
            })
    void a_backend_that_does_not_answer_is_given_up(String request) throws Exception {
        Taken taken = asked(request);
        gateway.time.advancePast(LIMIT);
        assertThat(client.head()).startsWith("HTTP/1.1 504 ").contains("Connection: close\r\n");
        assertThat(client.rest()).contains("backend-no-answer", "it did not answer in time");
        assertThat(taken.isGone()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 20", "Transfer-Encoding: chunked", "Connection: close"})
    void an_answer_that_does_not_go_on_is_cut_off_for_the_client_too(String framing) throws Exception {
        Taken taken = answered(framing, "4\r\nhalf\r\n");
        gateway.time.advance(NEARLY);
        taken.send("4\r\nmore\r\n");
        client.socket.getInputStream().readNBytes(9);
        gateway.time.advance(NEARLY);
        taken.send("a");
        client.socket.getInputStream().readNBytes(1);
        gateway.time.advancePast(LIMIT);
        assertThat(client.isReset()).isTrue();
        assertThat(taken.isGone()).isTrue();
    }

    @Test
    void an_event_stream_may_say_nothing_for_hours() throws Exception {
        Taken taken = answered("Content-Type: text/event-stream; charset=utf-8\r\nConnection: close", "data: 1\n\n");
        for (int times = 0; times < 30; times++) {
            gateway.time.advancePast(LIMIT);
        }
        taken.send("data: 2\n\n");
        assertThat(new String(client.socket.getInputStream().readNBytes(9))).isEqualTo("data: 2\n\n");
        client.fin();
        assertThat(taken.isGone()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "text/event-stream"})
    void a_client_that_takes_nothing_of_an_answer_is_cut_off_whatever_it_is(String type) throws Exception {
        Taken taken = answered("Content-Type: " + type + "\r\nConnection: close", "");
        Thread sending = Thread.startVirtualThread(() -> {
            try {
                byte[] much = new byte[1 << 20];
                while (true) {
                    taken.send(much);
                }
            } catch (IOException cutOff) {
                // What the test waits for.
            }
        });
        while (sending.isAlive()) {
            gateway.time.advancePast(LIMIT);
        }
        assertThat(client.isReset()).isTrue();
    }

    @Test
    void an_answer_in_place_of_a_101_that_does_not_go_on_ends_with_a_record_that_says_what_it_was() throws Exception {
        Taken taken = asked(RawClient.request("/ws"));
        taken.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 20\r\n\r\nhalf");
        client.head();
        client.socket.getInputStream().readNBytes(4);
        gateway.time.advance(NEARLY);
        taken.send("more");
        client.socket.getInputStream().readNBytes(4);
        gateway.time.advancePast(LIMIT); // something has passed since the last look
        taken.send("mor");
        client.socket.getInputStream().readNBytes(3);
        gateway.time.advancePast(LIMIT);
        gateway.time.advancePast(LIMIT);
        assertThat(client.isReset()).isTrue();
        assertThat(taken.isGone()).isTrue();
        assertThat(gateway.end().explanation().cause()).isEqualTo(Cause.HANDSHAKE_AUTH_REJECTED);
    }

    @Test
    void where_the_limit_is_off_an_exchange_goes_on_for_as_long_as_it_takes() throws Exception {
        try (TestGateway patient = TestGateway.with(told -> told.stallTimeout = Duration.ZERO, backend.port());
                RawClient waiting = patient.connect()) {
            waiting.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            Taken taken = backend.take();
            taken.request();
            patient.time.advance(Duration.ofDays(1));
            taken.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            assertThat(waiting.head()).startsWith("HTTP/1.1 200 OK");
        }
    }
}
