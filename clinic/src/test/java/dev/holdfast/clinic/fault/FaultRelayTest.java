package dev.holdfast.clinic.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.holdfast.server.fixture.RawClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each fault of the list does what it says, and nothing else.
class FaultRelayTest {
    private static final String ANSWER = """
            HTTP/1.1 101 Switching Protocols\r
            Upgrade: websocket\r
            Connection: Upgrade\r
            Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r
            Sec-WebSocket-Protocol: jwt-auth\r
            \r
            """;

    private ServerSocket listener;

    @BeforeEach
    void listen() throws IOException {
        listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void stop() throws IOException {
        listener.close();
    }

    private CompletableFuture<Socket> accepted() {
        return CompletableFuture.supplyAsync(() -> {
            try {
                Socket socket = listener.accept();
                socket.setSoTimeout(10_000);
                return socket;
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    private FaultRelay relay(Fault fault) throws IOException {
        return FaultRelay.start((InetSocketAddress) listener.getLocalSocketAddress(), fault);
    }

    private static String head(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        InputStream in = socket.getInputStream();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
        return head.toString();
    }

    @ParameterizedTest
    @MethodSource("dev.holdfast.clinic.fault.Faults#all")
    void what_it_does_to_a_handshake_is_what_the_list_says(Fault fault) throws Exception {
        try (FaultRelay relay = relay(fault);
                RawClient client = new RawClient(relay.address())) {
            CompletableFuture<Socket> accepted = accepted();
            client.send(RawClient.request("/ws", "X-Kept: yes"));
            try (Socket server = accepted.get()) {
                String request = head(server);
                assertThat(request).startsWith("GET /ws HTTP/1.1\r\n").contains("X-Kept: yes\r\n");
                fault.request()
                        .add()
                        .forEach((name, value) -> assertThat(request).contains(name + ": " + value + "\r\n"));
                fault.request().remove().stream()
                        .filter(name -> !fault.request().add().containsKey(name))
                        .forEach(name -> assertThat(request).doesNotContain("\r\n" + name + ":"));
                assertThat(request.length()).isGreaterThan(fault.request().addBytes());

                server.getOutputStream().write(ANSWER.getBytes(StandardCharsets.US_ASCII));
                String answer = client.head();
                assertThat(answer).startsWith("HTTP/1.1 101 ");
                fault.response()
                        .add()
                        .forEach((name, value) -> assertThat(answer).contains(name + ": " + value + "\r\n"));
                fault.response().remove().stream()
                        .filter(name -> !fault.response().add().containsKey(name))
                        .forEach(name -> assertThat(answer).doesNotContain("\r\n" + name + ":"));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.holdfast.clinic.fault.Faults#all")
    void bytes_pass_both_ways_in_order_and_then_it_is_cut_as_the_list_says(Fault fault) throws Exception {
        Fault quick = fault.cut() == null || fault.cut().when() == Fault.When.ASKED
                ? fault
                : fault.after(Duration.ofMillis(300));
        try (FaultRelay relay = relay(quick);
                RawClient client = new RawClient(relay.address())) {
            CompletableFuture<Socket> accepted = accepted();
            client.send(RawClient.request("/ws"));
            try (Socket server = accepted.get()) {
                head(server);
                server.getOutputStream().write(ANSWER.getBytes(StandardCharsets.US_ASCII));
                client.head();

                client.send("from the client");
                String expected = fault.toServer().insert() + "from the client";
                assertThat(new String(
                                server.getInputStream().readNBytes(expected.length()), StandardCharsets.ISO_8859_1))
                        .isEqualTo(expected);
                server.getOutputStream().write("from the server".getBytes(StandardCharsets.US_ASCII));
                assertThat(new String(client.socket.getInputStream().readNBytes(15), StandardCharsets.ISO_8859_1))
                        .isEqualTo("from the server");

                if (fault.cut() != null) {
                    if (fault.cut().when() == Fault.When.ASKED) {
                        relay.cut();
                    }
                    switch (fault.cut().how()) {
                        case FIN -> assertThat(client.atEnd()).isTrue();
                        case RESET -> assertThat(client.isReset()).isTrue();
                        case SILENCE -> assertNothingPasses(client, server);
                    }
                }
            }
        }
    }

    /// Its own word that it got everything ends the wait, not a time.
    private static void assertNothingPasses(RawClient client, Socket server) throws IOException {
        client.send("lost");
        client.fin();
        server.setSoTimeout(200);
        assertThat(catchThrowable(() -> server.getInputStream().read()))
                .as("neither bytes nor an end may come through")
                .isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void a_fault_that_is_not_in_the_list_is_refused_with_those_that_are() {
        assertThat(catchThrowable(() -> Faults.named("nonsense")))
                .hasMessageContaining("found no fault \"nonsense\"")
                .hasMessageContaining("idle-limit");
    }
}
