package dev.holdfast.cli.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FailsClosedTest {
    private static final String JWT = "auth: { jwt: { secret-env: CHAT_JWT_SECRET, issuer: i, audience: a } }\n";

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"production", "staging"})
    void the_development_bypass_outside_of_development(String environment) {
        assertProblems(
                "environment: " + environment + "\npath: /ws\nauth:\n  development-bypass: true\n",
                "holdfast.yaml:4: auth.development-bypass: found true with environment " + environment
                        + ", expected false: it lets in everybody without a token, and is for environment development"
                        + " only");
    }

    @ParameterizedTest
    @ValueSource(strings = {"production", "staging", "development"})
    void no_authentication_and_nobody_said_that_everybody_may_connect(String environment) {
        assertProblems(
                "environment: " + environment + "\npath: /ws\n",
                "holdfast.yaml:1: auth: found no authentication, expected auth.jwt with a key, or auth.carriers:"
                        + " [ticket], or anonymous: allow if everybody may connect");
    }

    @ParameterizedTest
    @ValueSource(strings = {"anonymous: allow", "auth: { carriers: [ticket] }"})
    void what_counts_as_a_decision_who_may_connect(String decision) {
        assertProblems("environment: production\npath: /ws\n" + decision + "\n");
    }

    @Test
    void the_origin_check_off_while_cookies_carry_tokens() {
        assertProblems(
                "environment: production\npath: /ws\ncheck-origin: false\nauth:\n  carriers: [cookie, header]\n"
                        + "  jwt: { secret-env: CHAT_JWT_SECRET }\n",
                "holdfast.yaml:3: check-origin: found false with cookie among auth.carriers, expected true, or no cookie"
                        + " among auth.carriers: browsers send cookies with every page's handshake, so any page could"
                        + " connect as its visitor");
        assertProblems("environment: production\npath: /ws\ncheck-origin: false\n" + JWT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0:8080", "[::]:8080", "192.168.1.1:8080"})
    void development_that_others_can_reach(String listen) {
        assertThat(Written.in(
                                directory,
                                "environment: development\npath: /ws\nauth: { development-bypass: true }\nlisten: \""
                                        + listen + "\"\n")
                        .problems())
                .singleElement()
                .asString()
                .startsWith("holdfast.yaml:4: listen: found \"")
                .endsWith("\" with environment development, expected a loopback address like 127.0.0.1:8080:"
                        + " development lets in people without a token, so nobody else may reach it");
    }

    @Test
    void other_peoples_pages_get_a_script_that_nobody_said_they_may_get() {
        String gateway =
                "environment: production\npath: /\nlisten: 0.0.0.0:8080\nproxy:\n  to: ws://127.0.0.1:8000\n  observe: ";
        assertProblems(
                gateway + "loopback\n",
                "holdfast.yaml:6: proxy.observe: found loopback with listen \"0.0.0.0:8080\", expected a listen on loopback,"
                        + " or anywhere if other people's pages may get the observer script as well");
        assertProblems(gateway + "anywhere\n");
        assertProblems(gateway + "none\n");
    }

    @Test
    void diagnostics_of_development_that_others_can_reach_even_with_a_token() {
        assertThat(Written.in(
                                directory,
                                "environment: development\npath: /ws\nauth: { development-bypass: true }\n"
                                        + "admin: 0.0.0.0:9090\nadmin-token-env: ADMIN_TOKEN\n")
                        .with("ADMIN_TOKEN", "0123456789abcdef")
                        .problems())
                .singleElement()
                .asString()
                .startsWith("holdfast.yaml:4: admin: found \"0.0.0.0:9090\" with environment development");
    }

    @Test
    void diagnostics_that_others_can_reach_without_a_token() {
        String yaml = "environment: production\npath: /ws\nadmin: 0.0.0.0:9090\n" + JWT;
        assertProblems(
                yaml,
                "holdfast.yaml:3: admin: found \"0.0.0.0:9090\" without an admin token, expected a loopback address, or"
                        + " admin-token-env or admin-token-file: whoever reaches it sees every connection");
        assertThat(Written.in(directory, yaml + "admin-token-env: ADMIN_TOKEN\n")
                        .with("ADMIN_TOKEN", "0123456789abcdef")
                        .problems())
                .isEmpty();
    }

    @Test
    void no_way_to_show_who_one_is() {
        assertThat(Written.in(
                                directory,
                                "environment: production\npath: /ws\n"
                                        + JWT.replace("auth: {", "auth: { carriers: [],"))
                        .problems())
                .containsExactly(
                        "holdfast.yaml:3: auth.carriers: found an empty list, expected at least one carrier, or"
                                + " nobody can connect");
    }

    @ParameterizedTest
    @CsvSource({"environment: production", "path: /ws"})
    void environment_and_path_have_to_be_written(String only) {
        assertThat(Written.in(directory, only + "\n" + JWT).problems())
                .singleElement()
                .asString()
                .startsWith("holdfast.yaml:1: ")
                .contains(": found nothing, expected the ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ws", "/ws?x", "/ws#x", "/w s", "", "/ü", "/why", "/why/x"})
    void a_path_that_no_client_could_ask_for(String path) {
        assertThat(Written.in(directory, "environment: production\npath: \"" + path + "\"\n" + JWT)
                        .problems())
                .singleElement()
                .asString()
                .startsWith("holdfast.yaml:2: path: found \"" + path + "\", expected a");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*|the pages that may connect",
                "null|an origin as browsers send it",
                "app.example.com|an origin as browsers send it",
                "https://app.example.com/|https://app.example.com, exactly",
                "https://app.example.com/chat|https://app.example.com, exactly",
                "https://App.Example.com|https://app.example.com, exactly",
                "https://app.example.com:443|https://app.example.com: browsers leave out the port",
                "http://app.example.com:80|http://app.example.com: browsers leave out the port"
            })
    void an_origin_that_no_browser_sends(String origin, String expected) {
        assertThat(Written.in(
                                directory,
                                "environment: production\npath: /ws\norigins:\n  - https://a.example:8443\n  - \""
                                        + origin + "\"\n" + JWT)
                        .problems())
                .singleElement()
                .asString()
                .startsWith("holdfast.yaml:5: origins[1]: found \"" + origin + "\", expected " + expected);
    }

    @ParameterizedTest
    @CsvSource({"'a b', a subprotocol's name", "jwt.x, another name", "Bearer.x, another name", "'a,b', a subprotocol's"
    })
    void a_subprotocol_that_can_not_be_selected(String name, String expected) {
        assertThat(Written.in(
                                directory,
                                "environment: production\npath: /ws\nsubprotocols: [\"" + name + "\", chat.v1]\n" + JWT)
                        .problems())
                .singleElement()
                .asString()
                .startsWith("holdfast.yaml:3: subprotocols[0]: found \"" + name + "\", expected " + expected);
    }

    @Test
    void two_servers_on_one_address() {
        assertProblems(
                "environment: production\npath: /ws\nlisten: 127.0.0.1:9090\nadmin: 127.0.0.1:9090\n" + JWT,
                "holdfast.yaml:4: admin: found the same address as listen, expected another port");
    }

    @Test
    void a_backoff_that_begins_above_its_end() {
        assertProblems(
                "environment: production\npath: /ws\nloop: { backoff-initial: 10s }\n" + JWT,
                "holdfast.yaml:3: loop.backoff-initial: found 10s, expected no more than loop.backoff-max, which is 5s");
    }

    @Test
    void an_admin_host_that_is_an_address() {
        assertProblems(
                "environment: production\npath: /ws\nadmin-hosts: [\"https://a.example\"]\n" + JWT,
                "holdfast.yaml:3: admin-hosts[0]: found \"https://a.example\", expected a host name without scheme and"
                        + " port, like admin.example.com");
    }

    private void assertProblems(String yaml, String... problems) {
        assertThat(Written.in(directory, yaml).problems()).containsExactly(problems);
    }
}
