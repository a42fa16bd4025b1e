package dev.holdfast.cli.ends;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cli.ends.fixture.Expected;
import dev.holdfast.cli.ends.fixture.Nodes;
import dev.holdfast.cli.ends.fixture.Tokens;
import dev.holdfast.cli.ends.fixture.WholeNode;
import dev.holdfast.cli.ends.fixture.Wire;
import dev.holdfast.core.cause.Cause;
import dev.holdfast.server.fixture.RawClient;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Connections more than the limits allow, in all, of one user and of one address.
@Timeout(120)
class AdmissionEndsTest {
    private static final String BROWSER = "Origin: https://app.example.com";

    @TempDir
    private Path directory;

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "limits.connections, SERVER_CONNECTION_LIMIT, 503, 1013, '1 connections in all'",
        "limits.connections-per-user, CLIENT_CONNECTION_LIMIT, 429, 4429, '1 connections of one user'",
        "limits.connections-per-address, CLIENT_CONNECTION_LIMIT, 429, 4429, '1 connections of one address'",
    })
    void one_more_than_the_limit_is_refused_until_a_place_is_free_again(
            String limit, Cause cause, int status, int code, String evidence) throws Exception {
        try (WholeNode node = Nodes.production(directory).with(limit, "1").start()) {
            String token =
                    "Authorization: Bearer " + Tokens.madeAt(node.time.wall()).signed();
            try (RawClient first = node.open(token)) {
                for (int i = 0; i < 2; i++) {
                    refused(node, cause, evidence, new Wire.Status(status), token);
                    refused(node, cause, evidence, new Wire.Close(code), token, BROWSER);
                }
                first.close(1000, "");
                first.readClose();
            }
            node.explains(Ended.byTheClient(1000));
            try (RawClient next = node.open(token)) {
                next.close(1000, "");
                next.readClose();
            }
            node.explains(Ended.byTheClient(1000));
        }
    }

    private static void refused(WholeNode node, Cause cause, String evidence, Wire wire, String... headers)
            throws IOException {
        try (RawClient client = node.connect()) {
            client.send(RawClient.request(WholeNode.TARGET, headers));
            if (wire instanceof Wire.Close) {
                assertThat(client.head()).startsWith("HTTP/1.1 101 ");
            }
            wire.readBy(client, cause);
        }
        assertThat(node.explains(Expected.rejected(cause))
                        .at("/explanation/evidence")
                        .toString())
                .contains(evidence);
    }

    @Test
    void another_user_still_has_a_place() throws Exception {
        try (WholeNode node = Nodes.production(directory)
                        .with("limits.connections-per-user", "1")
                        .start();
                RawClient ada = node.open("Authorization: Bearer "
                        + Tokens.madeAt(node.time.wall()).signed());
                RawClient bob = node.open("Authorization: Bearer "
                        + Tokens.madeAt(node.time.wall()).with("sub", "bob").signed())) {
            for (RawClient client : new RawClient[] {ada, bob}) {
                client.close(1000, "");
                client.readClose();
                client.close();
                node.explains(Ended.byTheClient(1000));
            }
        }
    }

    /// Who it is, is known only after the 101 here, so that the limit is told by a close frame to everybody.
    @Test
    void a_user_who_is_known_by_the_first_message_is_refused_after_it() throws Exception {
        try (WholeNode node = Nodes.production(directory)
                .with("auth.carriers", "header,first-message")
                .with("limits.connections-per-user", "1")
                .start()) {
            String token = Tokens.madeAt(node.time.wall()).signed();
            try (RawClient first = node.open("Authorization: Bearer " + token);
                    RawClient second = node.open()) {
                second.text("{\"type\":\"auth\",\"token\":\"" + token + "\"}");
                new Wire.Close(4429).readBy(second, Cause.CLIENT_CONNECTION_LIMIT);
                second.close(4429, "").close();
                node.explains(Expected.rejected(Cause.CLIENT_CONNECTION_LIMIT).reporting(4429));
                first.close(1000, "");
                first.readClose();
            }
            node.explains(Ended.byTheClient(1000));
        }
    }
}
