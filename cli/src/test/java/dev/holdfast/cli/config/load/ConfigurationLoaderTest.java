package dev.holdfast.cli.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.auth.jwt.SharedSecret;
import dev.holdfast.cli.config.Configuration;
import dev.holdfast.cli.config.bind.Key;
import dev.holdfast.cli.config.load.Layers.Flag;
import dev.holdfast.cli.config.source.Problem;
import dev.holdfast.core.evidence.Carrier;
import dev.holdfast.server.options.AuthOptions.WithoutCredential;
import dev.holdfast.server.options.Environment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationLoaderTest {
    @TempDir
    private Path directory;

    @Test
    void the_smallest_production_file_is_valid() {
        LoadedConfiguration loaded = written(Written.SMALLEST_FOR_PRODUCTION).valid();

        Configuration configuration = loaded.configuration();
        assertThat(configuration.environment()).isEqualTo(Environment.PRODUCTION);
        assertThat(configuration.listen()).hasToString("/0.0.0.0:8080");
        assertThat(configuration.admin()).hasToString("/127.0.0.1:9090");
        assertThat(configuration.path()).isEqualTo("/ws");
        assertThat(configuration.origins()).containsExactly("https://app.example.com");
        assertThat(configuration.auth().jwt()).satisfies(jwt -> {
            assertThat(jwt.issuer()).isEqualTo("https://issuer.example.com");
            assertThat(jwt.audience()).isEqualTo("chat");
            assertThat(jwt.leeway()).isEqualTo(Duration.ofSeconds(60));
        });
        assertThat(loaded.secrets().keys()).isInstanceOf(SharedSecret.class);
        assertThat(loaded.warnings()).isEmpty();
        assertThat(configuration.serverOptions().auth().withoutCredential()).isEqualTo(WithoutCredential.REFUSE);
    }

    @Test
    void all_that_is_wrong_is_told_at_once_in_the_order_of_the_file() {
        assertThat(written("""
                        environment: prod
                        listen: 8080
                        origins: [ "https://app.example.com/" ]
                        auth:
                          jwt:
                            secret-env: CHAT_JWT_SECRET
                            leeway: 10m
                            isuer: x
                        limits:
                          message-bytes: 12
                          fragments: 0
                        heartbeat: { interval: 25 }
                        """).with("HOLDFAST_LIMITS_HEADERS", "5").problems())
                .containsExactly(
                        "holdfast.yaml:1: environment: found \"prod\", expected one of development, staging,"
                                + " production",
                        "holdfast.yaml:1: path: found nothing, expected the path that clients connect to, like /ws",
                        "holdfast.yaml:2: listen: found \"8080\", expected an IP address and a port, like"
                                + " 127.0.0.1:8080 or [::1]:8080",
                        "holdfast.yaml:3: origins[0]: found \"https://app.example.com/\", expected"
                                + " https://app.example.com, exactly as browsers send it: lower case, nothing behind"
                                + " host and port",
                        "holdfast.yaml:7: auth.jwt.leeway: found \"10m\", expected 0s to 5m: where clocks differ more,"
                                + " set them right (NTP)",
                        "holdfast.yaml:8: auth.jwt.isuer: found an unknown key, expected a known key: did you mean"
                                + " issuer?",
                        "holdfast.yaml:10: limits.message-bytes: found \"12\", expected 125 to 1073741824",
                        "holdfast.yaml:11: limits.fragments: found \"0\", expected 1 to 1048576",
                        "holdfast.yaml:12: heartbeat.interval: found \"25\", expected a unit behind the number: 25s for"
                                + " seconds, 25ms for milliseconds",
                        "HOLDFAST_LIMITS_HEADERS: limits.headers: found \"5\", expected 10 to 10000");
    }

    @Test
    void a_file_that_can_not_be_read_is_one_problem() {
        Loading loading = ConfigurationLoader.load(
                new Layers(new Layers.File(directory.resolve("none.yaml")), Map.of(), List.of()));

        assertThat(loading)
                .isInstanceOfSatisfying(
                        Loading.Invalid.class,
                        invalid -> assertThat(invalid.problems())
                                .extracting(Problem::text)
                                .containsExactly("--config: found \"" + directory.resolve("none.yaml")
                                        + "\", which does not exist, expected a YAML file that can be read"));
    }

    @Test
    void a_directory_in_place_of_the_file_is_one_problem() {
        Loading loading = ConfigurationLoader.load(new Layers(new Layers.File(directory), Map.of(), List.of()));

        assertThat(loading)
                .isInstanceOfSatisfying(
                        Loading.Invalid.class,
                        invalid -> assertThat(invalid.problems())
                                .singleElement()
                                .extracting(Problem::text)
                                .asString()
                                .contains("which is a directory"));
    }

    @Test
    void environment_variables_win_over_the_file() {
        Configuration configuration = written(Written.SMALLEST_FOR_PRODUCTION + "limits: { fragments: 7 }\n")
                .with("HOLDFAST_LISTEN", "127.0.0.1:8181")
                .with("HOLDFAST_LIMITS_MESSAGE_BYTES", "1MiB")
                .with("HOLDFAST_AUTH_JWT_ISSUER", "https://other.example.com")
                .with("HOLDFAST_ORIGINS", "https://a.example, https://b.example")
                .with("HOLDFAST_AUTH_CARRIERS", "header,first-message")
                .valid()
                .configuration();

        assertThat(configuration.listen().getPort()).isEqualTo(8181);
        assertThat(configuration.limits().messageBytes()).isEqualTo(1 << 20);
        assertThat(configuration.limits().fragments()).isEqualTo(7);
        assertThat(configuration.auth().jwt().issuer()).isEqualTo("https://other.example.com");
        assertThat(configuration.auth().jwt().audience()).isEqualTo("chat");
        assertThat(configuration.origins()).containsExactly("https://a.example", "https://b.example");
        assertThat(configuration.auth().carriers()).containsExactlyInAnyOrder(Carrier.HEADER, Carrier.FIRST_MESSAGE);
    }

    @Test
    void a_variable_that_sets_no_key_is_a_problem() {
        assertThat(written(Written.SMALLEST_FOR_PRODUCTION)
                        .with("HOLDFAST_LIMIT_MESSAGE_BYTES", "1MiB")
                        .with("HOLDFAST_UTTERLY_UNKNOWN", "canary")
                        .problems())
                .containsExactly(
                        "HOLDFAST_LIMIT_MESSAGE_BYTES: found a variable that sets no key, expected a known one: did you"
                                + " mean HOLDFAST_LIMITS_MESSAGE_BYTES?",
                        "HOLDFAST_UTTERLY_UNKNOWN: found a variable that sets no key, expected a known one: unset it, or"
                                + " see docs/configuration.md for the names");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HOLDFAST_JAVA_OPTS",
                "HOLDFAST_JAVA_HOME",
                "HOLDFAST_JDK_ROOTS",
                "HOLDFAST_PORT",
                "HOLDFAST_PORT_8080_TCP_ADDR",
                "HOLDFAST_SERVICE_HOST",
                "HOLDFAST_SERVICE_PORT_HTTP"
            })
    void variables_of_the_launcher_and_of_kubernetes_are_left_alone(String variable) {
        assertThat(written(Written.SMALLEST_FOR_PRODUCTION)
                        .with(variable, "tcp://10.0.0.1:8080")
                        .problems())
                .isEmpty();
    }

    @Test
    void a_secret_may_be_in_a_variable_that_begins_like_ours() {
        assertThat(written(Written.SMALLEST_FOR_PRODUCTION.replace("CHAT_JWT_SECRET", "HOLDFAST_SECRET"))
                        .with("HOLDFAST_SECRET", Written.SECRET)
                        .problems())
                .isEmpty();
        assertThat(written(Written.SMALLEST_FOR_PRODUCTION)
                        .with("HOLDFAST_AUTH_JWT_SECRET_ENV", "HOLDFAST_MY_SECRET")
                        .with("HOLDFAST_MY_SECRET", Written.SECRET)
                        .problems())
                .isEmpty();
    }

    @Test
    void flags_win_over_everything() {
        Configuration configuration = written(Written.SMALLEST_FOR_PRODUCTION)
                .with("HOLDFAST_ADMIN", "[::1]:9191")
                .with(new Flag.Port("--port", "listen", 1234))
                .with(new Flag.Port("--admin-port", "admin", 0))
                .with(new Flag.Value("--log-file", "log.file", "other.log"))
                .valid()
                .configuration();

        assertThat(configuration.listen()).hasToString("/0.0.0.0:1234");
        assertThat(configuration.admin()).hasToString("/[0:0:0:0:0:0:0:1]:0");
        assertThat(configuration.log().file()).isEqualTo(Path.of("other.log"));
    }

    @Test
    void a_flag_that_is_given_several_times_makes_a_list() {
        Configuration configuration = written("environment: staging\npath: /\n")
                .with(new Flag.Value("--to", "proxy.to", "ws://127.0.0.1:8000"))
                .with(new Flag.Values("--to", "proxy.also-to", List.of("ws://127.0.0.1:8001", "ws://127.0.0.1:8002")))
                .valid()
                .configuration();

        assertThat(configuration.gatewayOptions().to()).hasToString("[127.0.0.1:8000, 127.0.0.1:8001, 127.0.0.1:8002]");
    }

    @Test
    void a_flag_that_is_wrong_is_named() {
        assertThat(written(Written.SMALLEST_FOR_PRODUCTION)
                        .with(new Flag.Port("--port", "listen", 70_000))
                        .with(new Flag.Value("--log-file", "log.file", ""))
                        .problems())
                .containsExactly(
                        "--port: listen: found \"70000\", expected a port from 0 to 65535, where 0 takes a free one",
                        "--log-file: log.file: found \"\", expected a text that is not empty");
    }

    @Test
    void anonymous_may_stand_below_auth() {
        String yaml = "environment: staging\npath: /ws\nauth: { anonymous: allow }\n";

        assertThat(written(yaml).valid().configuration().serverOptions().auth().withoutCredential())
                .isEqualTo(WithoutCredential.ANONYMOUS);
        assertThat(written(yaml + "anonymous: refuse\n").problems())
                .contains(
                        "holdfast.yaml:3: auth.anonymous: found it beside anonymous, expected it once; the other is at"
                                + " holdfast.yaml:4");
    }

    @Test
    void no_key_can_be_mistaken_for_another_as_a_variable() {
        assertThat(ConfigurationLoader.schema().keys())
                .extracting(Key::variable)
                .doesNotHaveDuplicates()
                .doesNotContain("HOLDFAST_PORT");
    }

    private Written written(String yaml) {
        return Written.in(directory, yaml);
    }
}
