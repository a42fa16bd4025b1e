package dev.holdfast.cli.ends;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cli.ends.fixture.Await;
import dev.holdfast.cli.ends.fixture.Expected;
import dev.holdfast.cli.ends.fixture.Nodes;
import dev.holdfast.cli.ends.fixture.Tokens;
import dev.holdfast.cli.ends.fixture.WholeNode;
import dev.holdfast.cli.ends.fixture.Wire;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.observe.json.JsonForm;
import dev.holdfast.server.fixture.RawClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Clients in a reconnect loop that are told to wait, and what lets them in again.
@Timeout(120)
class HeldBackEndsTest {
    private static final String PAGE = "Origin: https://app.example.com";
    private static final String HOLDFAST = "Sec-WebSocket-Protocol: holdfast.v1";

    @TempDir
    private Path directory;

    private static Nodes holdingBack(Nodes nodes) {
        return nodes.with("incidents.hold-back", "30s").with("incidents.loop-lives", "3");
    }

    /// @return what it is answered
    private static String asks(WholeNode node, String... headers) throws IOException {
        try (RawClient client = node.connect()) {
            client.send(RawClient.request("/ws", headers));
            String head = client.head();
            return head + client.rest();
        }
    }

    private static String bearer(WholeNode node, String user) {
        return "Authorization: Bearer "
                + Tokens.madeAt(node.time.wall()).with("sub", user).signed();
    }

    private static void loopWithoutToken(WholeNode node) throws IOException {
        for (int i = 0; i < 3; i++) {
            assertThat(asks(node)).startsWith("HTTP/1.1 401");
            node.explains(Expected.rejected(Cause.TOKEN_MISSING));
            node.time.advance(Duration.ofSeconds(3));
        }
        node.line("incident-opened");
    }

    private static JsonNode loop(WholeNode node) {
        return JsonForm.tree(node.diagnostics()
                        .get("api/incidents?kind=reconnect-loop")
                        .body())
                .get("incidents")
                .get(0);
    }

    @Test
    void a_program_is_told_by_http_how_long_to_wait() throws Exception {
        try (WholeNode node = holdingBack(Nodes.production(directory)).start()) {
            loopWithoutToken(node);
            assertThat(asks(node))
                    .startsWith("HTTP/1.1 429")
                    .contains("Retry-After: 30\r\n")
                    .contains("\"cause\":\"held-back\"");
            JsonNode end = node.explains(Expected.rejected(Cause.HELD_BACK));
            assertThat(end.at("/explanation/evidence").toString())
                    .contains(loop(node).get("incident_id").asString(), "address 127.0.0.1", "token-missing");
            assertThat(loop(node).get("held_back").asInt()).isEqualTo(1);
            assertThat(loop(node).get("count").asInt()).isEqualTo(3);
        }
    }

    @Test
    void a_page_is_told_by_a_goodbye_and_a_close_that_it_can_read() throws Exception {
        try (WholeNode node = holdingBack(Nodes.production(directory)).start()) {
            loopWithoutToken(node);
            try (RawClient client = node.connect()) {
                client.upgradeTo("/ws", PAGE, HOLDFAST);
                // Whether a token comes with `hello` is waited for.
                client.text("{\"type\":\"hello\",\"token\":\"x.y.z\"}");
                assertThat(client.read().text())
                        .startsWith("{\"type\":\"goodbye\",\"code\":4429,\"cause\":\"held-back\"")
                        .contains("\"retryAfterMs\":30000", "\"retry\":\"backoff\"");
                new Wire.Close(4429).readBy(client, Cause.HELD_BACK);
                client.close(4429, "").close();
            }
            node.explains(Expected.rejected(Cause.HELD_BACK).reporting(4429));
        }
    }

    @Test
    void one_that_waits_and_asks_again_is_let_in_when_the_loop_is_over() throws Exception {
        try (WholeNode node = holdingBack(Nodes.production(directory)).start()) {
            loopWithoutToken(node);
            // The loop's last life was 3 s ago.
            for (int i = 0; i < 2; i++) {
                node.time.advance(Duration.ofSeconds(28));
                assertThat(asks(node)).startsWith("HTTP/1.1 429");
                node.explains(Expected.rejected(Cause.HELD_BACK));
            }
            node.time.advance(Duration.ofSeconds(5));
            JsonNode over = node.line("incident-ended");
            assertThat(over.get("held_back").asInt()).isEqualTo(2);
            assertThat(over.get("count").asInt()).isEqualTo(3);
            assertThat(asks(node)).as("judged on its own again").startsWith("HTTP/1.1 401");
            node.explains(Expected.rejected(Cause.TOKEN_MISSING));
        }
    }

    @Test
    void who_comes_from_the_same_address_with_a_good_token_is_somebody_else() throws Exception {
        try (WholeNode node = holdingBack(Nodes.production(directory)).start()) {
            loopWithoutToken(node);
            try (RawClient ada = node.open(bearer(node, "ada"))) {
                ada.close(1000, "").readClose();
            }
            node.explains(Ended.byTheClient(1000));
        }
    }

    @Test
    void nobody_is_held_back_by_the_address_of_a_proxy() throws Exception {
        try (WholeNode node = holdingBack(Nodes.production(directory)).start()) {
            for (int i = 0; i < 5; i++) {
                assertThat(asks(node, "X-Forwarded-For: 203.0.113." + i)).startsWith("HTTP/1.1 401");
                node.explains(Expected.rejected(Cause.TOKEN_MISSING));
            }
        }
    }

    /// By the user, wherever it comes from, and nobody else.
    @Test
    void a_user_that_never_stays_is_held_back_and_others_are_not() throws Exception {
        try (WholeNode node = holdingBack(Nodes.production(directory)).start()) {
            for (int i = 0; i < 3; i++) {
                try (RawClient ada = node.open(bearer(node, "ada"))) {
                    ada.close(1000, "").readClose();
                }
                node.explains(Ended.byTheClient(1000));
                node.time.advance(Duration.ofSeconds(1));
            }
            node.line("incident-opened");
            assertThat(asks(node, bearer(node, "ada"))).startsWith("HTTP/1.1 429");
            node.explains(Expected.rejected(Cause.HELD_BACK));
            try (RawClient bob = node.open(bearer(node, "bob"))) {
                bob.close(1000, "").readClose();
            }
            node.explains(Ended.byTheClient(1000));
        }
    }

    @Test
    void a_tab_that_never_stays_is_held_back_when_it_says_hello() throws Exception {
        tabThatNeverStays(
                Nodes.development(directory), Expected.rejected(Cause.HELD_BACK).reporting(4429));
    }

    /// Where nobody needs a token it is open before it says who it is.
    @Test
    void a_tab_that_never_stays_is_held_back_also_when_it_is_open_already() throws Exception {
        tabThatNeverStays(
                Nodes.withoutAuthentication(directory),
                Expected.of(Cause.HELD_BACK).reporting(4429));
    }

    private static void tabThatNeverStays(Nodes nodes, Expected heldBack) throws Exception {
        try (WholeNode node = holdingBack(nodes).start()) {
            for (int i = 0; i < 3; i++) {
                try (RawClient tab = node.open(HOLDFAST)) {
                    tab.text("{\"type\":\"hello\",\"tab\":\"tab-0001\"}");
                    assertThat(tab.read().text()).contains("welcome");
                    tab.close(1000, "").readClose();
                }
                node.explains(Ended.byTheClient(1000));
                node.time.advance(Duration.ofSeconds(1));
            }
            node.line("incident-opened");
            try (RawClient tab = node.open(HOLDFAST)) {
                tab.text("{\"type\":\"hello\",\"tab\":\"tab-0001\"}");
                assertThat(tab.read().text()).contains("goodbye", "held-back", "\"retryAfterMs\":30000");
                new Wire.Close(4429).readBy(tab, Cause.HELD_BACK);
                tab.close(4429, "").close();
            }
            node.explains(heldBack);
            assertThat(loop(node).get("count").asInt()).isEqualTo(3);
        }
    }

    @Test
    void without_the_option_nobody_is_held_back() throws Exception {
        try (WholeNode node =
                Nodes.production(directory).with("incidents.loop-lives", "3").start()) {
            loopWithoutToken(node);
            assertThat(asks(node)).startsWith("HTTP/1.1 401");
            node.explains(Expected.rejected(Cause.TOKEN_MISSING));
            Await.until("it is one of the loop", () -> loop(node).get("count").asInt() == 4);
        }
    }
}
