package dev.holdfast.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.proxy.fixture.RawBackend;
import dev.holdfast.proxy.fixture.RawBackend.Taken;
import dev.holdfast.proxy.fixture.TestGateway;
import dev.holdfast.server.fixture.RawClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `/why/` belongs to the gateway only for attempts that went through it.
@Timeout(30)
class WhyThroughTheGatewayTest {
    @ParameterizedTest
    @ValueSource(strings = {"/why/refunds-take-long", "/why/", "/why/us?x=1", "/whys"})
    void a_route_of_the_backend_that_begins_alike_is_the_backends(String path) throws Exception {
        try (RawBackend backend = new RawBackend();
                TestGateway gateway = TestGateway.to(backend.port());
                RawClient client = gateway.connect()) {
            client.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            Taken taken = backend.takeOneThatAsks();
            taken.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\npage");
            assertThat(client.head()).startsWith("HTTP/1.1 200 ");
            assertThat(client.rest()).isEqualTo("page");
        }
    }

    @Test
    void an_attempt_that_is_open_yet_is_known_though_nothing_can_be_said_of_its_end() throws Exception {
        try (RawBackend backend = new RawBackend();
                TestGateway gateway = TestGateway.to(backend.port());
                RawClient client = gateway.connect();
                RawClient asking = gateway.connect()) {
            client.send(RawClient.request("/ws?attempt=attempt-1"));
            backend.upgrade();
            client.head();

            asking.send("GET /why/attempt-1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

            assertThat(asking.head()).startsWith("HTTP/1.1 404 ");
            assertThat(asking.rest()).contains("no such attempt has ended here lately");
        }
    }
}
