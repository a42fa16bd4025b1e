package dev.holdfast.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.proxy.fixture.RawBackend;
import dev.holdfast.proxy.fixture.RawBackend.Taken;
import dev.holdfast.proxy.fixture.TestGateway;
import dev.holdfast.server.fixture.RawClient;
import dev.holdfast.server.options.LimitOptions;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A gateway that has a place for one connection, whatever that carries.
class PlacesTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private RawBackend backend;
    private TestGateway gateway;
    private RawClient first;

    @BeforeEach
    void connect() throws IOException {
        backend = new RawBackend();
        gateway = TestGateway.with(told -> told.limits = one(told.limits), backend.port());
        first = gateway.connect();
    }

    @AfterEach
    void close() throws IOException {
        first.close();
        backend.close();
        gateway.close();
    }

    private Taken answered() throws IOException {
        first.send(GET);
        Taken taken = backend.take();
        answer(taken);
        return taken;
    }

    private void answer(Taken taken) throws IOException {
        taken.request();
        taken.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        assertThat(first.head()).startsWith("HTTP/1.1 200 OK");
    }

    private String answerToASecond(String request) throws IOException {
        try (RawClient second = gateway.connect()) {
            second.send(request);
            return second.head() + second.rest();
        }
    }

    @Test
    void a_connection_that_waits_for_its_next_plain_request_has_its_place() throws Exception {
        Taken taken = answered();
        assertThat(answerToASecond(GET))
                .startsWith("HTTP/1.1 503 ")
                .contains("Connection: close\r\n", "Retry-After: ", "connection-limit");
        assertThat(answerToASecond(RawClient.request("/ws"))).startsWith("HTTP/1.1 503 ");
        gateway.end();
        first.send(GET);
        answer(taken);
    }

    @Test
    void it_keeps_its_place_where_it_becomes_a_websocket() throws Exception {
        answered();
        first.send(RawClient.request("/ws"));
        Taken taken = backend.upgrade();
        assertThat(first.head()).startsWith("HTTP/1.1 101 ");
        assertThat(answerToASecond(GET)).startsWith("HTTP/1.1 503 ");
        first.reset();
        assertThat(taken.isGone()).isTrue();
        taken.close();
        gateway.end();
    }

    @Test
    void its_place_is_free_when_it_has_gone() throws Exception {
        for (int times = 0; times < 3; times++) {
            Taken taken = answered();
            first.close();
            assertThat(taken.isGone()).isTrue();
            first = gateway.connect();
        }
        answered();
    }

    private static LimitOptions one(LimitOptions limits) {
        return new LimitOptions(
                limits.handshakeTimeout(),
                limits.headerBytes(),
                limits.headers(),
                limits.requestLineBytes(),
                limits.messageBytes(),
                limits.fragments(),
                limits.messageTimeout(),
                limits.controlFramesPerSecond(),
                limits.controlFrameBurst(),
                limits.messagesPerSecond(),
                limits.messageBurst(),
                limits.outboundQueueBytes(),
                limits.outboundQueueAge(),
                1,
                limits.connectionsPerUser(),
                limits.connectionsPerAddress(),
                limits.maxAge());
    }
}
