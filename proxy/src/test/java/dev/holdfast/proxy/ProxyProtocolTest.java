package dev.holdfast.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.proxy.fixture.RawBackend;
import dev.holdfast.proxy.fixture.RawBackend.Taken;
import dev.holdfast.proxy.fixture.TestGateway;
import dev.holdfast.server.fixture.RawClient;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Behind a load balancer that works on TCP and says by a header whose connection it is.
class ProxyProtocolTest {
    private RawBackend backend;
    private TestGateway gateway;

    @BeforeEach
    void start() throws IOException {
        backend = new RawBackend();
        gateway = behind("127.0.0.1");
    }

    private TestGateway behind(String loadBalancer) throws IOException {
        return TestGateway.with(
                told -> {
                    told.proxyProtocol = true;
                    told.trusted = List.of(loadBalancer);
                },
                backend.port());
    }

    @AfterEach
    void stop() throws IOException {
        backend.close();
        gateway.close();
    }

    private EndRecord passes(byte[]... header) throws Exception {
        try (RawClient client = gateway.connect()) {
            for (byte[] part : header) {
                client.send(part);
            }
            client.send(RawClient.request("/ws"));
            Taken taken = backend.upgrade();
            assertThat(taken.header("X-Forwarded-For")).isEqualTo("203.0.113.7");
            assertThat(client.head()).startsWith("HTTP/1.1 101");
            taken.fin();
        }
        return gateway.end();
    }

    @Test
    void the_client_of_a_header_in_version_1_is_the_client_here() throws Exception {
        EndRecord end = passes("PROXY TCP4 203.0.113.7 10.0.0.1 56324 443\r\n".getBytes());
        assertThat(end.info().remoteAddress()).isEqualTo("203.0.113.7:56324");
    }

    @Test
    void the_same_in_version_2_cut_anywhere() throws Exception {
        byte[] header = HexFormat.of()
                .parseHex(
                        "0D0A0D0A000D0A515549540A" + "21" + "11" + "000C" + "CB007107" + "0A000001" + "DC04" + "01BB");
        EndRecord end = passes(
                java.util.Arrays.copyOfRange(header, 0, 5), java.util.Arrays.copyOfRange(header, 5, header.length));
        assertThat(end.info().remoteAddress()).isEqualTo("203.0.113.7:56324");
    }

    @Test
    void the_load_balancer_may_speak_for_itself() throws Exception {
        byte[] local = HexFormat.of().parseHex("0D0A0D0A000D0A515549540A" + "20" + "00" + "0000");
        try (RawClient client = gateway.connect()) {
            client.send(local).send(RawClient.request("/ws"));
            Taken taken = backend.upgrade();
            assertThat(taken.header("X-Forwarded-For")).isEqualTo("127.0.0.1");
            client.head();
            taken.fin();
        }
        gateway.end();
    }

    @Test
    void what_begins_without_a_header_is_cut_off_and_told() throws Exception {
        try (RawClient client = gateway.connect()) {
            client.send(RawClient.request("/ws"));
            assertGone(client);
        }
        assertThat(gateway.recording.notice("proxy-header-missing").message()).contains("no PROXY header");
    }

    @Test
    void whoever_is_not_trusted_is_cut_off_whatever_it_says() throws Exception {
        gateway.close();
        gateway = behind("192.0.2.1");
        try (RawClient client = gateway.connect()) {
            assertGone(client);
        }
        assertThat(gateway.recording.notice("proxy-header-missing").message()).contains("none of the load balancers");
    }

    private static void assertGone(RawClient client) throws IOException {
        try {
            assertThat(client.rest()).isEmpty();
        } catch (java.net.SocketException reset) {
            // What had been sent was not all read.
        }
    }
}
