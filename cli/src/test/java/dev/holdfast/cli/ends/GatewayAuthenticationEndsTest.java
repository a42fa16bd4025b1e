package dev.holdfast.cli.ends;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cli.ends.fixture.Expected;
import dev.holdfast.cli.ends.fixture.Http;
import dev.holdfast.cli.ends.fixture.Nodes;
import dev.holdfast.cli.ends.fixture.Tokens;
import dev.holdfast.cli.ends.fixture.WholeNode;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.observe.json.JsonForm;
import dev.holdfast.proxy.fixture.RawBackend;
import dev.holdfast.proxy.fixture.RawBackend.Taken;
import dev.holdfast.server.fixture.RawClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Connections through a gateway that has asked who they are from.
@Timeout(120)
class GatewayAuthenticationEndsTest {
    @TempDir
    private Path directory;

    private Nodes inFrontOf(RawBackend backend) {
        return Nodes.production(directory)
                .with("proxy.to", "ws://127.0.0.1:" + backend.port())
                .with("proxy.authenticate", "handshakes")
                .with("proxy.identity-header", "X-Authenticated-User");
    }

    private static void leaveInOrder(RawClient client, Taken taken) throws IOException {
        client.head();
        client.close(1000, "");
        taken.readFrame();
        taken.close(1000, "");
        client.readClose();
        taken.close();
        client.fin();
    }

    private static String bearer(Tokens token) {
        return "Authorization: Bearer " + token.signed();
    }

    @Test
    void the_user_is_told_to_the_backend_and_in_everything_that_is_shown() throws Exception {
        try (RawBackend backend = new RawBackend();
                WholeNode node = inFrontOf(backend).start();
                RawClient client = node.connect()) {
            client.send(RawClient.request(WholeNode.TARGET, bearer(Tokens.madeAt(node.time.wall()))));
            Taken taken = backend.upgrade();
            assertThat(taken.header("X-Authenticated-User")).isEqualTo("ada");
            assertThat(taken.header("Authorization")).startsWith("Bearer eyJ");
            leaveInOrder(client, taken);
            JsonNode end = node.explains(Expected.of(Cause.CLIENT_LEFT)
                    .by(Initiator.CLIENT)
                    .asExpected()
                    .reporting(1000));
            assertThat(end.get("user_id").asString()).isEqualTo("ada");
            assertThat(node.lines().toString()).doesNotContain("eyJ");
        }
    }

    @Test
    void a_refusal_of_the_backend_stays_the_backends() throws Exception {
        try (RawBackend backend = new RawBackend();
                WholeNode node = inFrontOf(backend).start();
                RawClient client = node.connect()) {
            client.send(RawClient.request(WholeNode.TARGET, bearer(Tokens.madeAt(node.time.wall()))));
            Taken taken = backend.take();
            taken.request();
            taken.send("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
            assertThat(client.head()).startsWith("HTTP/1.1 401 ").doesNotContain("Bearer");
            client.close();
            JsonNode end = node.explains(
                    Expected.rejected(Cause.HANDSHAKE_AUTH_REJECTED).by(Initiator.BACKEND));
            assertThat(end.at("/explanation/evidence").toString())
                    .contains("this gateway had let the client in by its credential (header)");
        }
    }

    @Test
    void an_expired_token_ends_its_connection() throws Exception {
        try (RawBackend backend = new RawBackend();
                WholeNode node = inFrontOf(backend).start();
                RawClient client = node.connect()) {
            client.send(RawClient.request(
                    WholeNode.TARGET,
                    bearer(Tokens.madeAt(node.time.wall())
                            .expiring(node.time.wall().plus(Duration.ofMinutes(5))))));
            Taken taken = backend.upgrade();
            client.head();
            node.line("connection-opened");
            // The leeway for clocks and the grace.
            node.time.advance(Duration.ofMinutes(5).plusSeconds(60 + 26));
            assertThat(client.readClose().closeReason()).startsWith("token-expired: ");
            client.close(4401, "");
            taken.readFrame();
            taken.close();
            client.fin();
            JsonNode end = node.explains(Expected.of(Cause.TOKEN_EXPIRED).reporting(4401));
            assertThat(end.at("/explanation/fix").asString()).contains("proxy.end-at-expiry: false");
        }
    }

    @Test
    void a_ticket_of_the_diagnostics_api_lets_in_once() throws Exception {
        try (RawBackend backend = new RawBackend();
                WholeNode node =
                        inFrontOf(backend).with("proxy.credential", "remove").start()) {
            Http.Reply issued = node.diagnostics().postJson("api/tickets", "{\"user\":\"bob\"}");
            String ticket = JsonForm.tree(issued.body()).get("ticket").asString();
            String target = WholeNode.TARGET + "&ticket=" + ticket;
            try (RawClient client = node.connect()) {
                client.send(RawClient.request(target));
                Taken taken = backend.take();
                assertThat(taken.request())
                        .startsWith("GET " + WholeNode.TARGET + " HTTP/1.1")
                        .contains("X-Authenticated-User: bob\r\n");
                taken.accept();
                leaveInOrder(client, taken);
            }
            node.explains(Expected.of(Cause.CLIENT_LEFT)
                    .by(Initiator.CLIENT)
                    .asExpected()
                    .reporting(1000));
            try (RawClient again = node.connect()) {
                again.send(RawClient.request(target));
                assertThat(again.head()).startsWith("HTTP/1.1 401 ");
                again.close();
                node.explains(Expected.rejected(Cause.TICKET_UNKNOWN));
            }
        }
    }
}
