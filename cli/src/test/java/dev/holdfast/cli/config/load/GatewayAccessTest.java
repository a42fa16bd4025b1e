package dev.holdfast.cli.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A gateway that asks who its clients are, or looks as if it did.
class GatewayAccessTest {
    private static final String GATEWAY = "environment: production\npath: /\nproxy: { to: \"ws://127.0.0.1:8000\", ";
    private static final String JWT = "jwt: { secret-env: CHAT_JWT_SECRET, issuer: i, audience: a }";

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "authenticate: handshakes }|" + JWT,
                "authenticate: everything }|" + JWT,
                "authenticate: handshakes }|carriers: [ticket]",
                "authenticate: none }|" + JWT,
                "authenticate: everything, identity-header: X-User, credential: remove, end-at-expiry: false }|" + JWT
            })
    void a_decision_who_may_connect(String proxy, String auth) {
        assertProblems(GATEWAY + proxy + "\nauth: { " + auth + " }\n");
    }

    @Test
    void nobody_who_could_judge() {
        assertProblems(
                GATEWAY + "authenticate: handshakes }\n",
                "holdfast.yaml:3: proxy.authenticate: found handshakes without a key to check tokens with, expected"
                        + " auth.jwt with a key, or auth.carriers: [ticket], or none if the backend decides who is let in");
    }

    @Test
    void a_key_whose_secret_is_not_there() {
        assertThat(Written.in(directory, GATEWAY + "authenticate: handshakes }\nauth: { " + JWT + " }\n")
                        .without("CHAT_JWT_SECRET")
                        .problems())
                .singleElement()
                .asString()
                .startsWith("holdfast.yaml:4: auth.jwt.secret-env: found ");
    }

    @Test
    void a_key_and_no_word_on_whether_anybody_is_asked() {
        assertProblems(
                GATEWAY + "}\nauth: { " + JWT + " }\n",
                "holdfast.yaml:4: auth.jwt: found it without proxy.authenticate, expected proxy.authenticate: handshakes or"
                        + " everything, or none if the backend is to check tokens");
    }

    @Test
    void a_credential_in_a_message_that_nobody_reads() {
        assertProblems(
                GATEWAY + "authenticate: handshakes }\nauth: { carriers: [header, first-message], " + JWT + " }\n",
                "holdfast.yaml:4: auth.carriers: found first-message with proxy.authenticate: handshakes, expected header,"
                        + " cookie, subprotocol or ticket: a gateway decides before the backend hears of a client, and reads"
                        + " none of its messages");
    }

    @Test
    void cookies_of_pages_that_nobody_named() {
        String cookie = GATEWAY + "authenticate: everything }\nauth: { carriers: [cookie], " + JWT + " }\n";
        assertProblems(
                cookie,
                "holdfast.yaml:1: origins: found none with cookie among auth.carriers, expected the pages that may connect,"
                        + " each as https://app.example.com: browsers send cookies with every page's handshake, so any page"
                        + " could connect as its visitor");
        assertProblems(cookie + "origins: [\"https://app.example.com\"]\n");
    }

    @Test
    void users_that_are_made_up() {
        assertProblems(
                GATEWAY.replace("production", "development")
                        + "authenticate: handshakes }\nauth: { development-bypass: true, " + JWT + " }\n",
                "holdfast.yaml:4: auth.development-bypass: found true with proxy.authenticate: handshakes, expected false: a"
                        + " gateway makes up no users for its backend. Leave proxy.authenticate out to let everybody through"
                        + " to it");
        assertProblems(
                GATEWAY + "authenticate: handshakes }\nanonymous: allow\nauth: { " + JWT + " }\n",
                "holdfast.yaml:4: anonymous: found allow with proxy.authenticate: handshakes, expected refuse, or"
                        + " proxy.authenticate: none if everybody may come through to the backend");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "identity-header: X-User|proxy.identity-header: found \"X-User\" without proxy.authenticate, expected",
                "credential: remove|proxy.credential: found remove without proxy.authenticate, expected"
            })
    void what_hangs_on_a_user_whom_nobody_asks_for(String key, String problem) {
        assertThat(Written.in(directory, GATEWAY + key + " }\n").problems())
                .singleElement()
                .asString()
                .startsWith("holdfast.yaml:3: " + problem);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"X User", "Authorization", "authorization", "sec-websocket-key", "X_Forwarded_For", "Cookie"})
    void a_header_that_means_something_else(String name) {
        assertThat(Written.in(
                                directory,
                                GATEWAY + "authenticate: handshakes, identity-header: \"" + name + "\" }\nauth: { "
                                        + JWT + " }\n")
                        .problems())
                .singleElement()
                .asString()
                .contains("identity-header: found ", "expected the name of a header that means nothing else");
    }

    private void assertProblems(String yaml, String... problems) {
        assertThat(Written.in(directory, yaml).problems()).containsExactly(problems);
    }
}
