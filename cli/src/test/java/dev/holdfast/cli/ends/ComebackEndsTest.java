package dev.holdfast.cli.ends;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cli.ends.fixture.Expected;
import dev.holdfast.cli.ends.fixture.Nodes;
import dev.holdfast.cli.ends.fixture.Tokens;
import dev.holdfast.cli.ends.fixture.WholeNode;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.server.fixture.RawClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Ends that are explained by what their client, or others, did besides.
@Timeout(120)
class ComebackEndsTest {
    private static final String DEVELOPERS_PAGE = "Origin: http://localhost:5173";
    private static final String BROWSER = "User-Agent: Mozilla/5.0";
    private static final String FIRST = "the-first-attempt-of-two";
    private static final String HOLDFAST = "Sec-WebSocket-Protocol: holdfast.v1";

    @TempDir
    private Path directory;

    private static String token(WholeNode node, String user) {
        return Tokens.madeAt(node.time.wall()).with("sub", user).signed();
    }

    private static void refusedWithoutToken(WholeNode node) throws IOException {
        try (RawClient client = node.connect()) {
            client.send(RawClient.request("/ws?attempt=" + FIRST, BROWSER));
            assertThat(client.head()).startsWith("HTTP/1.1 401");
            assertThat(client.rest()).contains("token-missing");
        }
        node.explains(Expected.rejected(Cause.TOKEN_MISSING));
    }

    @Test
    void a_client_that_comes_again_with_its_token_had_come_before_it_was_ready() throws Exception {
        try (WholeNode node = Nodes.production(directory).start()) {
            refusedWithoutToken(node);
            node.time.advance(Duration.ofMillis(700));
            try (RawClient client = node.open(BROWSER, "Authorization: Bearer " + token(node, "ada"))) {
                node.time.advance(Duration.ofSeconds(11));
                JsonNode again = node.explainedAgain("token-missing", Cause.CONNECT_BEFORE_TOKEN_READY);
                assertThat(again.at("/explanation/confidence").asString()).isEqualTo("LIKELY");
                client.close(1000, "").readClose();
            }
            node.explains(Ended.byTheClient(1000));
        }
    }

    @Test
    void one_that_reports_the_attempt_as_its_own_proves_it() throws Exception {
        try (WholeNode node = Nodes.production(directory).start()) {
            refusedWithoutToken(node);
            node.time.advance(Duration.ofMillis(700));
            try (RawClient client =
                    node.open("User-Agent: another", HOLDFAST, "Authorization: Bearer " + token(node, "ada"))) {
                client.text("{\"type\":\"hello\",\"tab\":\"tab-0001\",\"prev\":{\"attempt\":\"" + FIRST
                        + "\",\"opened\":false}}");
                assertThat(client.read().text()).contains("welcome");
                node.time.advance(Duration.ofSeconds(11));
                JsonNode again = node.explainedAgain("token-missing", Cause.CONNECT_BEFORE_TOKEN_READY);
                assertThat(again.at("/explanation/confidence").asString()).isEqualTo("PROVEN");
                client.close(1000, "").readClose();
            }
            node.explains(Ended.byTheClient(1000));
        }
    }

    @Test
    void a_developer_s_page_that_drops_one_connection_and_keeps_the_next_is_mounted_twice() throws Exception {
        try (WholeNode node = Nodes.development(directory).start()) {
            try (RawClient first = node.open(DEVELOPERS_PAGE, BROWSER)) {
                first.fin();
                assertThat(first.atEnd()).isTrue();
            }
            node.explains(Expected.of(Cause.CLOSE_WHILE_CONNECTING)
                    .with(Confidence.LIKELY)
                    .by(Initiator.CLIENT));
            node.time.advance(Duration.ofMillis(20));
            try (RawClient second = node.open(DEVELOPERS_PAGE, BROWSER)) {
                node.time.advance(Duration.ofSeconds(3));
                node.explainedAgain("close-while-connecting", Cause.STRICTMODE_DOUBLE_MOUNT);
                second.close(1000, "").readClose();
            }
            node.explains(Ended.byTheClient(1000));
        }
    }

    /// Loopback has more than one address.
    @Test
    void a_tab_that_falls_silent_and_comes_from_another_address_has_changed_its_network() throws Exception {
        try (WholeNode node = Nodes.development(directory).start();
                RawClient old = node.open(HOLDFAST)) {
            old.text("{\"type\":\"hello\",\"tab\":\"tab-0001\"}");
            assertThat(old.read().text()).contains("welcome");
            node.time.advance(Duration.ofSeconds(20));
            try (RawClient fresh = node.connectFrom("127.0.0.2")) {
                fresh.upgradeTo("/ws", HOLDFAST);
                fresh.text("{\"type\":\"hello\",\"tab\":\"tab-0001\"}");
                assertThat(fresh.read().text()).contains("welcome");
                // The old leg is given up; the new one is too young for that.
                node.time.advance(Duration.ofSeconds(17));
                assertThat(old.readClose().closeCode()).isEqualTo(4001);
                old.close();
                // The line of the loop has what the server itself saw.
                node.explainsBeforeTheLoopEnds(Expected.of(Cause.NETWORK_CHANGE)
                        .with(Confidence.LIKELY)
                        .by(Initiator.NETWORK));
                fresh.close(1000, "").readClose();
            }
            node.explains(Ended.byTheClient(1000));
        }
    }

    @Test
    void new_tokens_of_one_future_show_that_the_issuer_s_clock_is_ahead() throws Exception {
        try (WholeNode node = Nodes.production(directory).start()) {
            for (int i = 0; i < 3; i++) {
                Instant theirs = node.time.wall().plusSeconds(120);
                try (RawClient client = node.connect()) {
                    client.send(RawClient.request(
                            "/ws",
                            "User-Agent: browser-" + i,
                            "Authorization: Bearer "
                                    + Tokens.madeAt(theirs)
                                            .with("sub", "user-" + i)
                                            .signed()));
                    assertThat(client.head()).startsWith("HTTP/1.1 401");
                    assertThat(client.rest()).contains("cause");
                }
                node.explains(
                        i < 2
                                ? Expected.rejected(Cause.TOKEN_NOT_YET_VALID)
                                : Expected.rejected(Cause.CLOCK_SKEW).with(Confidence.LIKELY));
                node.time.advance(Duration.ofSeconds(8));
            }
            JsonNode again = node.explainedAgain("token-not-yet-valid", Cause.CLOCK_SKEW);
            assertThat(again.at("/explanation/summary").asString()).contains("ahead of ours by about 2 min");
        }
    }
}
