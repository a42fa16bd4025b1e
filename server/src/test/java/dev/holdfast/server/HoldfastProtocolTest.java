package dev.holdfast.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.server.fixture.RawClient;
import dev.holdfast.server.fixture.TestServer;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Messages on `holdfast.v1`, over a real socket: section 4 of `spec/PROTOCOL.md`.
class HoldfastProtocolTest {
    private static RawClient open(TestServer server) throws Exception {
        RawClient client = server.connect();
        assertThat(client.upgrade("Sec-WebSocket-Protocol: holdfast.v1"))
                .contains("Sec-WebSocket-Protocol: holdfast.v1");
        return client;
    }

    private static JsonNode next(RawClient client) throws Exception {
        return JsonMapper.shared().readTree(client.read().text());
    }

    private static String type(JsonNode message) {
        return message.get("type").asString();
    }

    private static void leave(TestServer server, RawClient client) throws Exception {
        client.close(1000, "");
        client.readClose();
        client.close();
        assertThat(server.end().explanation().cause()).isEqualTo(Cause.CLIENT_LEFT);
    }

    @Test
    void hello_is_answered_by_welcome_with_what_a_client_has_to_know() throws Exception {
        try (TestServer server = TestServer.echo();
                RawClient client = open(server)) {
            client.text("{\"type\":\"hello\",\"client\":{\"name\":\"test\",\"version\":\"1\"},\"tab\":\"t-1\"}");
            JsonNode welcome = next(client);
            assertThat(type(welcome)).isEqualTo("welcome");
            assertThat(welcome.get("connection").asString())
                    .isEqualTo(server.recording.opened().connectionId());
            assertThat(welcome.get("user").asString()).startsWith("dev-temp-");
            assertThat(welcome.get("environment").asString()).isEqualTo("development");
            assertThat(welcome.at("/heartbeat/intervalMs").asInt()).isEqualTo(25_000);
            assertThat(welcome.at("/heartbeat/timeoutMs").asInt()).isEqualTo(10_000);
            assertThat(welcome.at("/limits/messageBytes").asInt()).isEqualTo(65_536);
            assertThat(welcome.get("warnings")).isNotEmpty();
            leave(server, client);
        }
    }

    @Test
    void hello_brings_the_report_on_the_connection_before() throws Exception {
        try (TestServer server = TestServer.echo();
                RawClient client = open(server)) {
            client.text("{\"type\":\"hello\",\"prev\":{\"attempt\":\"abcdefgh12\",\"endedBy\":\"test\"}}");
            next(client);
            assertThat(server.reported).containsExactly("abcdefgh12 TEST");
            leave(server, client);
        }
    }

    @Test
    void a_message_reaches_the_handler_as_its_data_and_is_acknowledged_where_it_has_an_id() throws Exception {
        try (TestServer server = TestServer.echo();
                RawClient client = open(server)) {
            client.text("{\"type\":\"msg\",\"data\":\"hi\",\"id\":[1]}");
            assertThat(Stream.of(next(client), next(client)).map(JsonNode::toString))
                    .containsExactlyInAnyOrder("{\"type\":\"msg\",\"data\":\"hi\"}", "{\"type\":\"ack\",\"id\":[1]}");

            client.text("{\"type\":\"msg\",\"data\":{\"a\":1}}");
            assertThat(next(client)).hasToString("{\"type\":\"msg\",\"data\":{\"a\":1}}");
            leave(server, client);
        }
    }

    @Test
    void what_is_not_understood_is_an_error_and_never_a_close() throws Exception {
        try (TestServer server = TestServer.echo();
                RawClient client = open(server)) {
            for (String[] bad : new String[][] {
                {"no json", "malformed"},
                {"{\"type\":\"dance\",\"id\":7}", "unknown_type"},
                {"{\"type\":\"msg\"}", "malformed"},
                {"{\"type\":\"auth\"}", "malformed"},
            }) {
                client.text(bad[0]);
                JsonNode error = next(client);
                assertThat(type(error)).isEqualTo("error");
                assertThat(error.get("code").asString()).isEqualTo(bad[1]);
                assertThat(error.get("errorId").asString()).isNotBlank();
                assertThat(error.get("temporary").asBoolean()).isFalse();
            }
            client.text("{\"type\":\"hello\"}");
            assertThat(type(next(client))).isEqualTo("welcome");
            client.text("{\"type\":\"hello\"}");
            assertThat(next(client).get("code").asString()).isEqualTo("malformed");
            leave(server, client);
        }
    }

    @Test
    void a_ping_is_answered_with_what_it_brought() throws Exception {
        try (TestServer server = TestServer.echo();
                RawClient client = open(server)) {
            client.text("{\"type\":\"ping\",\"id\":1.50,\"t\":\"x\"}");
            assertThat(client.read().text()).isEqualTo("{\"type\":\"pong\",\"id\":1.50,\"t\":\"x\"}");
            leave(server, client);
        }
    }

    @Test
    void a_bye_makes_the_end_expected_however_it_comes() throws Exception {
        try (TestServer server = TestServer.echo();
                RawClient client = open(server)) {
            client.text("{\"type\":\"bye\",\"reason\":\"logout\"}");
            client.close(4000, "own code");
            client.readClose();
            client.close();
            EndRecord end = server.end();
            assertThat(end.explanation().expected()).isTrue();
        }
    }

    @Test
    void goodbye_says_why_and_when_to_come_back_before_the_close_frame() throws Exception {
        try (TestServer server = TestServer.echo();
                RawClient client = open(server)) {
            client.text("{\"type\":\"hello\"}");
            next(client);
            server.server.drain("SIGTERM");
            server.time.advance(Duration.ofSeconds(1));
            JsonNode goodbye = next(client);
            while (!type(goodbye).equals("goodbye")) {
                goodbye = next(client);
            }
            assertThat(goodbye.get("code").asInt()).isEqualTo(1012);
            assertThat(goodbye.get("cause").asString()).isEqualTo("deploy-or-drain");
            assertThat(goodbye.get("retry").asString()).isIn("backoff", "now");
            assertThat(Objects.requireNonNull(goodbye.get("doc")).asString())
                    .isEqualTo("docs/causes/deploy-or-drain.md");
            assertThat(client.readClose().closeCode()).isEqualTo(1012);
            client.close(1012, "");
            client.close();
            assertThat(server.end().explanation().cause()).isEqualTo(Cause.DEPLOY_OR_DRAIN);
        }
    }
}
