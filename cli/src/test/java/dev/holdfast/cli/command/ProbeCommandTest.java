package dev.holdfast.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cli.config.load.ConfigurationLoader;
import dev.holdfast.cli.config.load.Layers;
import dev.holdfast.cli.config.load.Loading;
import dev.holdfast.cli.ends.fixture.Tokens;
import dev.holdfast.cli.node.Node;
import dev.holdfast.cli.node.Served;
import dev.holdfast.observe.json.JsonForm;
import dev.holdfast.observe.log.ConsoleOptions;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class ProbeCommandTest {
    private static final String DEVELOPMENT = """
            environment: development
            auth: { development-bypass: true }
            """;
    private static final String PRODUCTION = """
            environment: production
            origins: [ "https://app.example.com" ]
            auth:
              carriers: [ header, subprotocol, cookie ]
              jwt: { secret-env: TEST_SECRET, issuer: "https://issuer.example.com", audience: chat }
            """;

    @TempDir
    private Path directory;

    private Node start(String rules) throws Exception {
        String yaml = rules + """
                listen: 127.0.0.1:0
                admin: 127.0.0.1:0
                path: /ws
                drain: { grace: 0s, window: 1s }
                limits: { connections-per-user: 0 }
                log: { file: %s }
                """.formatted(directory.resolve("backend.log"));
        Layers layers =
                new Layers(new Layers.Preset("this test", yaml), Map.of("TEST_SECRET", Tokens.SECRET), List.of());
        return switch (ConfigurationLoader.load(layers)) {
            case Loading.Invalid(var problems) -> throw new AssertionError(problems);
            case Loading.Valid(var loaded) ->
                Node.start(
                        loaded,
                        Served.echo("/ws"),
                        new ConsoleOptions(
                                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
                                false,
                                ZoneOffset.UTC),
                        "test");
        };
    }

    private static String url(Node node) {
        return node.readyLine().replaceAll(".*(ws://\\S+) .*", "$1").replaceAll(" .*", "");
    }

    @Test
    void a_development_server_is_healthy_also_to_hostile_frames() throws Exception {
        try (Node node = start(DEVELOPMENT)) {
            Typed typed = Typed.command("probe", url(node), "--hostile", "--subprotocol", "jwt-auth");

            assertThat(typed.status()).as(typed.out()).isZero();
            assertThat(typed.out()).contains("Healthy: nothing was found").doesNotContain("\u001b");
            assertThat(typed.err()).isEmpty();
        }
    }

    @Test
    void a_production_server_is_healthy_with_a_token_that_is_shown_nowhere() throws Exception {
        String token = Tokens.madeAt(Instant.now()).signed();
        Path file = Files.writeString(directory.resolve("token"), token + "\n");
        Path page = directory.resolve("report.html");
        try (Node node = start(PRODUCTION)) {
            Typed typed = Typed.command(
                    "probe",
                    url(node),
                    "--token-file",
                    file.toString(),
                    "--origin",
                    "https://app.example.com",
                    "--json",
                    "--html",
                    page.toString());

            assertThat(typed.status()).as(typed.out()).isZero();
            JsonNode report = JsonForm.tree(typed.out());
            assertThat(report.path("verdict").asString()).isEqualTo("healthy");
            assertThat(report.path("connections").asInt()).isBetween(20, 80);
            assertThat(typed.out() + typed.err() + Files.readString(page))
                    .doesNotContain(token)
                    .doesNotContain(token.substring(token.lastIndexOf('.') + 1));
            assertThat(Files.readString(page)).startsWith("<!doctype html>").contains("Healthy");
        }
    }

    @Test
    void a_production_server_without_a_token_wants_one() throws Exception {
        try (Node node = start(PRODUCTION)) {
            Typed typed = Typed.command("probe", url(node), "--json");

            assertThat(typed.status()).isEqualTo(1);
            assertThat(JsonForm.tree(typed.out()).at("/findings/0/cause").asString())
                    .isEqualTo("handshake-auth-rejected");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://example.com|The URL begins with http:",
                "ws://a:b@example.com|The URL holds a user or password",
                "ws://127.0.0.1:1 --only nonsense|--only nonsense is no check: expected one of address",
                "ws://127.0.0.1:1 --hold forever|--hold is no time",
                "ws://127.0.0.1:1 --token abc|The token has 3 characters",
                "ws://127.0.0.1:1 --token abcdef --token-file x|--token and --token-file are two ways",
                "ws://127.0.0.1:1 --token-file /does/not/exist|--token-file /does/not/exist can't be read",
                "ws://127.0.0.1:1 --subprotocol a,b|--subprotocol is no token of HTTP",
                "''|Missing required parameter: 'URL'",
            })
    void what_can_not_be_asked_is_refused(String line, String message) {
        String[] words = ("probe " + line).strip().split(" ");

        Typed typed = Typed.command(words);

        assertThat(typed.status()).isEqualTo(2);
        assertThat(typed.out()).isEmpty();
        assertThat(typed.err()).contains(message);
    }

    @Test
    void a_port_at_which_nothing_listens_is_a_finding() {
        Typed typed = Typed.command("probe", "ws://127.0.0.1:1/");

        assertThat(typed.status()).isEqualTo(1);
        assertThat(typed.out()).contains("connect-refused-or-ipv6-localhost", "1 finding");
    }
}
