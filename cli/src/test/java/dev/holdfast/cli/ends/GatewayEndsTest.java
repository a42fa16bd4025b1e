package dev.holdfast.cli.ends;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cli.ends.fixture.Expected;
import dev.holdfast.cli.ends.fixture.Nodes;
import dev.holdfast.cli.ends.fixture.WholeNode;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.proxy.fixture.RawBackend;
import dev.holdfast.proxy.fixture.RawBackend.Taken;
import dev.holdfast.server.fixture.RawClient;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What log, metrics, diagnostics and `/why` tell of connections through the gateway: the same, in the same form, as
/// of a server's.
class GatewayEndsTest {
    @TempDir
    private Path directory;

    private WholeNode inFrontOf(int port) {
        return Nodes.development(directory)
                .with("proxy.to", "ws://127.0.0.1:" + port)
                .start();
    }

    @Test
    void the_incident_is_proven_after_its_first_failure() throws Exception {
        try (RawBackend backend = new RawBackend();
                WholeNode node = inFrontOf(backend.port())) {
            RawClient client = node.connect();
            client.send(RawClient.request(
                    WholeNode.TARGET,
                    "Origin: https://app.example.com",
                    "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36",
                    "Sec-WebSocket-Protocol: jwt-auth, jwt.eyJhbGciOiJIUzI1NiJ9"));
            Taken taken = backend.upgrade("Server: Python/3.11 websockets/10.4");
            client.head();
            client.close();
            taken.isGone();
            taken.close();
            JsonNode end =
                    node.explains(Expected.of(Cause.SUBPROTOCOL_NOT_ECHOED).by(Initiator.CLIENT));
            assertThat(end.at("/explanation/fix").asString())
                    .contains("await websocket.accept(subprotocol=\"jwt-auth\")");
            assertThat(end.toString()).doesNotContain("eyJ");
            assertThat(end.at("/timeline/facts")
                            .valueStream()
                            .filter(fact -> fact.path("leg").asString("").equals("upstream"))
                            .map(fact -> fact.path("fact").asString()))
                    .startsWith("upstream-chosen", "upstream-connected", "upstream-upgraded");
        }
    }

    @Test
    void a_backend_that_closes_is_the_one_who_did() throws Exception {
        try (RawBackend backend = new RawBackend();
                WholeNode node = inFrontOf(backend.port());
                RawClient client = node.connect()) {
            client.send(RawClient.request(WholeNode.TARGET));
            Taken taken = backend.upgrade();
            client.head();
            client.text("hello");
            taken.readFrame();
            taken.close(4000, "enough");
            client.readClose();
            client.close(4000, "");
            taken.readFrame();
            taken.close();
            client.atEnd();
            client.fin();
            node.explains(Expected.of(Cause.APPLICATION_CLOSED)
                    .by(Initiator.BACKEND)
                    .asExpected()
                    .reporting(4000));
        }
    }

    @Test
    void a_refusal_of_the_backend_is_a_rejected_handshake() throws Exception {
        try (RawBackend backend = new RawBackend();
                WholeNode node = inFrontOf(backend.port());
                RawClient client = node.connect()) {
            client.send(RawClient.request(WholeNode.TARGET));
            Taken taken = backend.take();
            taken.request();
            taken.send("HTTP/1.1 403 Forbidden\r\nServer: uvicorn\r\nContent-Length: 0\r\n\r\n");
            client.rest();
            client.close();
            JsonNode end = node.explains(Expected.rejected(Cause.HANDSHAKE_AUTH_REJECTED)
                    .with(Confidence.POSSIBLE)
                    .by(Initiator.BACKEND));
            assertThat(end.at("/explanation/evidence").toString()).contains("no WebSocket route has this path");
        }
    }

    @Test
    void a_backend_that_hangs_up_without_an_answer_is_named() throws Exception {
        try (RawBackend backend = new RawBackend();
                WholeNode node = inFrontOf(backend.port());
                RawClient client = node.connect()) {
            client.send(RawClient.request(WholeNode.TARGET));
            Taken taken = backend.take();
            taken.request();
            taken.close();
            assertThat(client.head()).startsWith("HTTP/1.1 504 ");
            client.rest();
            client.close();
            node.explains(Expected.rejected(Cause.BACKEND_NO_ANSWER).by(Initiator.BACKEND));
        }
    }

    @Test
    void a_backend_that_is_not_there_is_named() throws Exception {
        try (WholeNode node = inFrontOf(RawBackend.nobody().getPort());
                RawClient client = node.connect()) {
            client.send(RawClient.request(WholeNode.TARGET));
            assertThat(client.head()).startsWith("HTTP/1.1 502 ");
            client.rest();
            client.close();
            node.explains(Expected.rejected(Cause.BACKEND_UNREACHABLE).by(Initiator.BACKEND));
        }
    }

    @Test
    void a_backend_that_leaves_a_ping_unanswered_is_named() throws Exception {
        try (RawBackend backend = new RawBackend();
                WholeNode node = Nodes.development(directory)
                        .with("proxy.to", "ws://127.0.0.1:" + backend.port())
                        .with("proxy.heartbeat", "25s")
                        .start();
                RawClient client = node.connect()) {
            client.send(RawClient.request(WholeNode.TARGET));
            Taken taken = backend.upgrade();
            client.head();
            client.text("open");
            taken.readFrame();
            node.time.advance(Duration.ofSeconds(25));
            client.pong(client.read().payload()).text("on");
            assertThat(taken.read(14)).as("a masked ping").startsWith(0x89, 0x88);
            taken.readFrame();
            node.time.advance(Duration.ofSeconds(10).plusMillis(50));
            assertThat(client.readClose().closeCode()).isEqualTo(1014);
            client.close(1014, "");
            client.fin();
            taken.isGone();
            taken.fin();
            node.explains(Expected.of(Cause.BACKEND_SILENT)
                    .with(Confidence.LIKELY)
                    .by(Initiator.BACKEND)
                    .reporting(1014));
        }
    }
}
