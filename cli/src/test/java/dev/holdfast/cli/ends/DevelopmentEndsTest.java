package dev.holdfast.cli.ends;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cli.demo.DemoPages;
import dev.holdfast.cli.ends.fixture.Expected;
import dev.holdfast.cli.ends.fixture.Nodes;
import dev.holdfast.cli.ends.fixture.Tokens;
import dev.holdfast.cli.ends.fixture.WholeNode;
import dev.holdfast.cli.ends.fixture.Wire;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.server.fixture.RawClient;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Tokens in development where no key is configured: who brings none is let in, who brings one must have a good one.
@Timeout(120)
class DevelopmentEndsTest {
    private static final String BROWSER = "Origin: http://localhost:5173";

    @TempDir
    private Path directory;

    @Test
    void a_token_from_elsewhere_is_refused_and_told_that_there_is_no_key() throws Exception {
        try (WholeNode node = Nodes.development(directory).start();
                RawClient client = node.connect()) {
            String token = Tokens.madeAt(node.time.wall()).signed();
            client.send(RawClient.request(WholeNode.TARGET, BROWSER, "Authorization: Bearer " + token));
            assertThat(client.head()).startsWith("HTTP/1.1 101 ");
            new Wire.Close(4401).readBy(client, Cause.TOKEN_KEY_UNKNOWN);
            client.close();

            JsonNode end = node.explains(Expected.rejected(Cause.TOKEN_KEY_UNKNOWN));
            assertThat(end.at("/explanation/summary").asString()).startsWith("No key is configured here");
            assertThat(end.at("/explanation/fix").asString()).contains("--jwt-secret-env", "send no token");
            assertThat(node.lines().toString()).as("tokens in the log").doesNotContain("eyJ");
        }
    }

    @Test
    void a_token_of_the_page_is_good_until_it_is_altered() throws Exception {
        try (WholeNode node = Nodes.development(directory)
                        .servingPages(DemoPages::new)
                        .start();
                RawClient good = node.connect();
                RawClient altered = node.connect()) {
            String token = node.page("demo/token").body();
            assertThat(good.upgradeTo(WholeNode.TARGET, "Authorization: Bearer " + token))
                    .startsWith("HTTP/1.1 101 ");
            good.close(1000, "").close();
            JsonNode end = node.explains(Expected.of(Cause.CLIENT_LEFT)
                    .by(Initiator.CLIENT)
                    .asExpected()
                    .reporting(1000));
            assertThat(end.get("user_id").asString()).isEqualTo("demo");

            String other = Tokens.madeAt(node.time.wall()).signed();
            String mixed = token.substring(0, token.indexOf('.')) + other.substring(other.indexOf('.'));
            altered.send(RawClient.request(WholeNode.TARGET, "Authorization: Bearer " + mixed));
            new Wire.Status(401).readBy(altered, Cause.TOKEN_SIGNATURE_INVALID);
            altered.close();
            node.explains(Expected.rejected(Cause.TOKEN_SIGNATURE_INVALID));
        }
    }

    @Test
    void the_page_has_one_that_has_expired_as_well() throws Exception {
        try (WholeNode node = Nodes.development(directory)
                        .servingPages(DemoPages::new)
                        .start();
                RawClient client = node.connect()) {
            String token = node.page("demo/token/expired").body();
            client.send(RawClient.request(WholeNode.TARGET, "Authorization: Bearer " + token));
            new Wire.Status(401).readBy(client, Cause.TOKEN_EXPIRED);
            client.close();

            JsonNode end = node.explains(Expected.rejected(Cause.TOKEN_EXPIRED));
            assertThat(end.at("/explanation/summary").asString()).contains("expired 5 min before");
        }
    }

    @Test
    void with_a_key_of_the_operator_the_page_has_none() throws Exception {
        try (WholeNode node = Nodes.development(directory)
                .with("auth.jwt.secret-env", "CHAT_JWT_SECRET")
                .servingPages(DemoPages::new)
                .start()) {
            assertThat(node.page("demo/token?attempt=" + WholeNode.ATTEMPT).status())
                    .isEqualTo(404);
            node.explains(Expected.rejected(Cause.WRONG_PATH));
        }
    }
}
