package dev.holdfast.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {
    private static final Map<String, String> ENVIRONMENT =
            Map.of("CHAT_JWT_SECRET", "canary-of-a-secret-0123456789abcdef");

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void a_configuration() throws IOException {
        file = directory.resolve("holdfast.yaml");
        Files.writeString(file, """
                environment: production
                path: /ws
                auth:
                  jwt:
                    secret-env: CHAT_JWT_SECRET
                    issuer: https://issuer.example.com
                """);
    }

    @Test
    void a_valid_configuration_is_said_to_be_so_with_what_differs_and_what_may_surprise() {
        Typed check = Typed.in(ENVIRONMENT, "check", "--config", file.toString(), "--port", "8181");

        assertThat(check.status()).isZero();
        assertThat(check.err()).isEmpty();
        assertThat(check.out().replace(directory + "/", "")).isEqualTo("""
                holdfast.yaml: configuration is valid

                What differs from the defaults:
                  environment: "production" (holdfast.yaml:1)
                  listen: "127.0.0.1:8181" (--port; default "127.0.0.1:8080")
                  path: "/ws" (holdfast.yaml:2)
                  auth.jwt.secret-env: "CHAT_JWT_SECRET" (holdfast.yaml:5)
                  auth.jwt.issuer: "https://issuer.example.com" (holdfast.yaml:6)

                Warnings:
                  holdfast.yaml:4: auth.jwt.audience: not set: tokens that the same issuer made for another application are good here
                """);
    }

    @Test
    void a_wrong_configuration_is_refused_with_all_errors() throws IOException {
        Files.writeString(file, "environment: production\npaht: /ws\nlimits: { fragments: 0 }\n");

        Typed check = Typed.in(ENVIRONMENT, "check", "--config", file.toString());

        assertThat(check.status()).isEqualTo(2);
        assertThat(check.out()).isEmpty();
        assertThat(check.err().replace(directory + "/", "")).isEqualTo("""
                holdfast: the configuration has 4 errors:
                  holdfast.yaml:1: path: found nothing, expected the path that clients connect to, like /ws
                  holdfast.yaml:1: auth: found no authentication, expected auth.jwt with a key, or auth.carriers: [ticket], or anonymous: allow if everybody may connect
                  holdfast.yaml:2: paht: found an unknown key, expected a known key: did you mean path?
                  holdfast.yaml:3: limits.fragments: found "0", expected 1 to 1048576
                """);
    }

    @Test
    void one_error_is_one() throws IOException {
        Files.writeString(file, "environment: production\npath: /ws\nanonymous: maybe\n");

        assertThat(Typed.command("check", "--config", file.toString()).err())
                .startsWith("holdfast: the configuration has an error:\n");
    }

    @Test
    void a_file_that_is_not_there() {
        Typed check = Typed.command("check", "--config", "none.yaml");

        assertThat(check.status()).isEqualTo(2);
        assertThat(check.err()).contains("--config: found \"none.yaml\", which does not exist");
    }

    @Test
    void an_application_is_loaded_too() {
        Typed check = Typed.in(ENVIRONMENT, "check", "--config", file.toString(), "--app", "none.jar");

        assertThat(check.status()).isEqualTo(2);
        assertThat(check.err())
                .isEqualTo("holdfast: There is no application jar \"none.jar\": build it first, or give"
                        + " --app the path where it is.\n");
    }

    @Test
    void no_secret_is_printed() {
        Typed check = Typed.in(ENVIRONMENT, "check", "--config", file.toString());

        assertThat(check.out() + check.err()).doesNotContain("canary");
    }
}
