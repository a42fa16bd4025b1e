package dev.holdfast.cli.config.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.holdfast.auth.jwt.KeyServer;
import dev.holdfast.auth.jwt.SharedSecret;
import dev.holdfast.auth.jwt.TrustedPublicKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretReadingTest {
    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void a_file_for_a_secret() {
        file = directory.resolve("secret");
    }

    @Test
    void a_secret_from_a_file_without_its_line_break() throws IOException {
        write(Written.SECRET + "\n");

        assertThat(jwt("secret-file: " + file).valid().secrets().keys())
                .isInstanceOf(SharedSecret.class)
                .hasToString("SharedSecret[" + Written.SECRET.length() + " bytes]");
    }

    @Test
    void a_key_server() {
        assertThat(jwt("jwks: https://keys.example/jwks.json, key-server: { cache-for: 1m }")
                        .valid()
                        .secrets()
                        .keys())
                .isInstanceOfSatisfying(KeyServer.class, server -> {
                    assertThat(server.url()).hasToString("https://keys.example/jwks.json");
                    assertThat(server.cacheFor()).hasMinutes(1);
                    assertThat(server.maxBytes()).isEqualTo(KeyServer.DEFAULT_MAX_BYTES);
                });
    }

    @Test
    void a_public_key() throws IOException, NoSuchAlgorithmException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        write("-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder()
                        .encodeToString(generator.generateKeyPair().getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n");

        assertThat(jwt("public-key-file: " + file).valid().secrets().keys()).isInstanceOf(TrustedPublicKey.class);
    }

    @Test
    void a_variable_that_is_not_set() {
        assertThat(jwt("secret-env: NOT_SET").problems())
                .containsExactly("holdfast.yaml:3: auth.jwt.secret-env: found \"NOT_SET\", which is not set, expected"
                        + " the name of an environment variable that holds the secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  "})
    void a_variable_that_is_empty(String empty) {
        assertThat(jwt("secret-env: CHAT_JWT_SECRET")
                        .with("CHAT_JWT_SECRET", empty)
                        .problems())
                .containsExactly("holdfast.yaml:3: auth.jwt.secret-env: found \"CHAT_JWT_SECRET\", which is empty,"
                        + " expected the name of an environment variable that holds the secret");
    }

    @Test
    void a_secret_that_is_too_short_is_not_repeated() {
        assertThat(jwt("secret-env: CHAT_JWT_SECRET")
                        .with("CHAT_JWT_SECRET", "canary")
                        .problems())
                .singleElement()
                .asString()
                .startsWith(
                        "holdfast.yaml:3: auth.jwt.secret-env: found that the HS256 secret has 6 bytes, expected at least"
                                + " 32")
                .doesNotContain("canary");
    }

    @Test
    void a_secret_in_place_of_its_variable_is_not_repeated() {
        assertThat(jwt("secret-env: canary-0123456789-0123456789-0123456789").problems())
                .singleElement()
                .asString()
                .startsWith("holdfast.yaml:3: auth.jwt.secret-env: found a value of 39 characters (not shown), which is"
                        + " not set")
                .doesNotContain("canary");
    }

    @Test
    void a_secret_under_an_unknown_key_is_not_repeated() {
        assertThat(jwt("secret: canary-of-a-secret").problems())
                .isNotEmpty()
                .noneMatch(problem -> problem.contains("canary"))
                .anyMatch(problem -> problem.contains("auth.jwt.secret: found an unknown key"));
    }

    @Test
    void a_file_that_does_not_exist() {
        assertThat(jwt("secret-file: none/secret").problems())
                .containsExactly("holdfast.yaml:3: auth.jwt.secret-file: found \"none/secret\", which does not exist,"
                        + " expected a file that can be read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\n"})
    void a_file_that_is_empty(String content) throws IOException {
        write(content);

        assertThat(jwt("secret-file: " + file).problems())
                .singleElement()
                .asString()
                .contains("auth.jwt.secret-file: found \"secret\", which is empty");
    }

    @Test
    void a_file_that_is_no_secret() throws IOException {
        write("x".repeat(70_000));

        assertThat(jwt("secret-file: " + file).problems())
                .singleElement()
                .asString()
                .contains("which is larger than 64KiB");
    }

    @Test
    void a_file_that_this_user_may_not_read() throws IOException {
        write(Written.SECRET);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("-w-------"));
        assumeFalse(Files.isReadable(file), "this user may read everything");

        assertThat(jwt("secret-file: " + file).problems())
                .singleElement()
                .asString()
                .contains("which this user may not read");
    }

    @Test
    void a_file_that_everybody_may_read_is_a_warning() throws IOException {
        write(Written.SECRET);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(jwt("issuer: i, audience: a, secret-file: " + file).warnings())
                .containsExactly("holdfast.yaml:3: auth.jwt.secret-file: every user of this machine may read the file:"
                        + " `chmod 600` it");
    }

    @Test
    void no_key_at_all() {
        assertThat(jwt("issuer: i").problems())
                .containsExactly("holdfast.yaml:3: auth.jwt: found no key to check tokens with, expected one of"
                        + " secret-env, secret-file, jwks or public-key-file");
    }

    @Test
    void two_keys() {
        assertThat(jwt("jwks: https://keys.example/, secret-env: CHAT_JWT_SECRET")
                        .problems())
                .containsExactly(
                        "holdfast.yaml:3: auth.jwt.jwks: found it beside auth.jwt.secret-env, expected only one"
                                + " of secret-env, secret-file, jwks or public-key-file");
    }

    @ParameterizedTest
    @CsvSource({
        "http://keys.example/, https://",
        "https://user:canary@keys.example/, leave it out",
        "keys.example, an address like"
    })
    void an_address_that_keys_must_not_come_from(String address, String expected) {
        assertThat(jwt("jwks: \"" + address + '"').problems())
                .isNotEmpty()
                .allMatch(problem -> problem.startsWith("holdfast.yaml:3: auth.jwt.jwks: found"))
                .anyMatch(problem -> problem.contains(expected))
                .noneMatch(problem -> problem.contains("canary"));
    }

    @Test
    void an_admin_token_from_a_file() throws IOException {
        write("0123456789abcdef\n");

        assertThat(Written.in(directory, Written.SMALLEST_FOR_PRODUCTION + "admin-token-file: " + file + "\n")
                        .valid()
                        .secrets()
                        .adminToken())
                .isEqualTo("0123456789abcdef");
    }

    @ParameterizedTest
    @CsvSource({"short, at least 16", "'canary with spaces in it', visible ASCII", "cänary-0123456789abc, visible ASCII"
    })
    void an_admin_token_that_is_of_no_use(String token, String expected) {
        assertThat(Written.in(directory, Written.SMALLEST_FOR_PRODUCTION + "admin-token-env: ADMIN_TOKEN\n")
                        .with("ADMIN_TOKEN", token)
                        .problems())
                .singleElement()
                .asString()
                .startsWith("holdfast.yaml:11: admin-token-env: found ")
                .contains(expected)
                .doesNotContain(token);
    }

    @Test
    void no_text_of_a_loaded_configuration_holds_a_secret() {
        LoadedConfiguration loaded = Written.in(
                        directory, Written.SMALLEST_FOR_PRODUCTION + "admin-token-env: ADMIN_TOKEN\n")
                .with("ADMIN_TOKEN", "canary-of-the-admin-token")
                .valid();

        assertThat(loaded.toString() + loaded.effective().json() + loaded.warnings())
                .doesNotContain("canary")
                .contains("ADMIN_TOKEN", "CHAT_JWT_SECRET");
    }

    private Written jwt(String keys) {
        return Written.in(directory, "environment: production\npath: /ws\nauth: { jwt: { " + keys + " } }\n");
    }

    private void write(String secret) throws IOException {
        Files.writeString(file, secret);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
