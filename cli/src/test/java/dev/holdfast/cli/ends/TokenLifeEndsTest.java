package dev.holdfast.cli.ends;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A token that runs out while its connection is open, and one that comes in its place.
@Timeout(120)
class TokenLifeEndsTest {
    /// Of the token, of the leeway, of the grace.
    private static final Duration LIFE = Duration.ofMinutes(5).plusMinutes(1).plusSeconds(25);

    @TempDir
    private Path directory;

    private WholeNode node() {
        return Nodes.production(directory).with("heartbeat.interval", "1h").start();
    }

    @Test
    void a_token_that_is_not_renewed_ends_its_connection_after_the_grace() throws Exception {
        try (WholeNode node = node();
                RawClient client = open(node)) {
            node.time.advance(LIFE.minusSeconds(1));
            assertThat(node.ends()).isEmpty();
            node.time.advancePast(Duration.ofSeconds(1));
            assertThat(client.read().text())
                    .startsWith(
                            "{\"type\":\"goodbye\",\"code\":4401,\"cause\":\"token-expired\",\"retry\":\"after_auth\"");
            new Wire.Close(4401).readBy(client, Cause.TOKEN_EXPIRED);
            client.close(4401, "").close();
            JsonNode end = node.explains(Expected.of(Cause.TOKEN_EXPIRED).reporting(4401));
            assertThat(end.at("/explanation/evidence").toString()).contains("grace after expiry: 25 s");
        }
    }

    @Test
    void a_new_token_inside_the_connection_keeps_it_open_until_that_one_runs_out() throws Exception {
        try (WholeNode node = node();
                RawClient client = open(node)) {
            node.time.advance(LIFE.minusSeconds(1));
            Instant now = node.time.wall();
            JsonNode renewed = auth(client, Tokens.madeAt(now).signed());
            assertThat(renewed.get("type").asString()).isEqualTo("auth");
            assertThat(Instant.parse(renewed.get("expiresAt").asString()))
                    .isBetween(now.plus(Duration.ofMinutes(5)), now.plus(Duration.ofMinutes(6)));
            node.time.advance(LIFE.minusSeconds(1));
            assertThat(node.ends()).isEmpty();
            node.time.advancePast(Duration.ofSeconds(1));
            new Wire.Close(4401).readBy(client, Cause.TOKEN_EXPIRED);
            client.close(4401, "").close();
            JsonNode end = node.explains(Expected.of(Cause.TOKEN_EXPIRED).reporting(4401));
            assertThat(end.get("timeline").toString()).contains("\"token-refreshed\"");
            assertThat(node.lines().toString()).doesNotContain("eyJ");
        }
    }

    @Test
    void a_new_token_that_is_wrong_or_somebody_elses_is_refused_and_changes_nothing() throws Exception {
        try (WholeNode node = node();
                RawClient client = open(node)) {
            Tokens good = Tokens.madeAt(node.time.wall());
            for (String token : new String[] {
                "undefined",
                good.signedWith("another secret, just as long as it is"),
                good.with("sub", "eve").signed()
            }) {
                JsonNode error = auth(client, token);
                assertThat(error.get("type").asString()).isEqualTo("error");
                assertThat(error.get("code").asString()).isEqualTo("auth_failed");
            }
            node.time.advancePast(LIFE);
            new Wire.Close(4401).readBy(client, Cause.TOKEN_EXPIRED);
            client.close(4401, "").close();
            JsonNode end = node.explains(Expected.of(Cause.TOKEN_EXPIRED).reporting(4401));
            assertThat(end.get("user_id").asString()).isEqualTo("ada");
        }
    }

    private static RawClient open(WholeNode node) throws IOException {
        return node.open(
                "Authorization: Bearer " + Tokens.madeAt(node.time.wall()).signed(),
                "Sec-WebSocket-Protocol: holdfast.v1");
    }

    private static JsonNode auth(RawClient client, String token) throws IOException {
        client.text("{\"type\":\"auth\",\"token\":\"" + token + "\"}");
        return JsonForm.tree(client.read().text());
    }
}
