package dev.holdfast.doctor.probe.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.doctor.probe.fixture.RawServer;
import dev.holdfast.doctor.probe.fixture.RawServer.Exchange;
import dev.holdfast.doctor.probe.target.Target;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the opening handshake and its answer show.
final class HandshakesTest {
    private static final String TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmVkLWJ5LW5vYm9keQ";

    @Test
    void a_healthy_server_has_no_finding_and_every_connection_is_counted() throws IOException {
        try (RawServer server = RawServer.healthy()) {
            Probed probed = Probed.of(server, options -> options.withHostile().onlyChecks("hostile"));

            assertThat(probed.check("hostile").findings()).isEqualTo(1); // it echoes whatever comes
            assertThat(probed.connections()).isEqualTo(probed.report().connections());
        }
        try (RawServer server = RawServer.healthy()) {
            assertThat(Probed.of(server, options -> options.offering("chat")).said())
                    .isEmpty();
        }
    }

    @Test
    void the_incident_a_script_connects_where_a_browser_does_not() throws IOException {
        Probed probed = Probed.of(
                exchange -> exchange.upgrade().echo(),
                options -> options.withToken(TOKEN).onlyChecks("handshake"));

        assertThat(probed.said()).containsExactly("subprotocol-not-echoed PROVEN");
        assertThat(probed.only().title()).isEqualTo("A script connects, a browser does not");
        assertThat(probed.only().evidence())
                .contains("offered: jwt-auth, jwt.<redacted>")
                .last()
                .asString()
                .contains("Python's websockets");
        assertThat(probed.row("handshake", "jwt-auth and jwt."))
                .isEqualTo("bad: script open; browser fails, close 1006");
    }

    @Test
    void what_clients_are_not_said_to_offer_is_told_and_not_judged() throws IOException {
        Probed probed = Probed.of(exchange -> exchange.upgrade().echo(), options -> options.onlyChecks("handshake"));

        assertThat(probed.said()).isEmpty();
        assertThat(probed.row("handshake", "jwt-auth")).startsWith("note: script open; browser fails");
    }

    @Test
    void a_subprotocol_that_clients_offer_is_to_be_selected() throws IOException {
        Probed probed = Probed.of(
                exchange -> exchange.upgrade().echo(),
                options -> options.offering("chat").onlyChecks("handshake"));

        assertThat(probed.said()).containsExactly("subprotocol-not-echoed PROVEN");
        assertThat(probed.only().fix()).contains("\"chat\"");
    }

    @Test
    void a_101_that_every_client_must_refuse() throws IOException {
        assertThat(Probed.of(exchange -> exchange.send("HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                        + "Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n")
                                .beSilent())
                        .said())
                .containsExactly("handshake-reply-invalid PROVEN");
        assertThat(Probed.of(exchange -> exchange.upgrade("Sec-WebSocket-Extensions: permessage-foo")
                                .echo())
                        .said())
                .containsExactly("handshake-reply-invalid PROVEN");
        assertThat(Probed.of(exchange -> exchange.upgrade("Sec-WebSocket-Protocol: other")
                                .echo())
                        .said())
                .containsExactly("handshake-reply-invalid PROVEN");
    }

    @ParameterizedTest
    @CsvSource({
        "404, wrong-path-or-not-a-ws-route LIKELY",
        "401, handshake-auth-rejected PROVEN",
        "403, handshake-auth-rejected POSSIBLE",
        "500, backend-error PROVEN",
        "503, backend-error PROVEN",
        "431, header-too-large PROVEN",
        "429, rate-limited LIKELY",
        "426, upgrade-headers-not-forwarded LIKELY",
    })
    void a_refusal_is_explained_by_its_status(int status, String said) throws IOException {
        assertThat(Probed.of(exchange -> exchange.answer(status)).said()).containsExactly(said);
    }

    @Test
    void a_redirect_is_named_and_not_followed() throws IOException {
        Probed probed = Probed.of(exchange -> exchange.answer(301, "Location: https://other.example/ws?key=abc"));

        assertThat(probed.said()).containsExactly("redirect-on-handshake PROVEN");
        assertThat(probed.row("open", "answer"))
                .contains("leads to https://other.example/ws?…")
                .contains("not followed");
        assertThat(probed.connections()).isEqualTo(probed.report().connections());
    }

    @Test
    void a_firewall_that_blocks_only_the_upgrade_is_told_from_a_server_that_forbids() throws IOException {
        assertThat(Probed.of(exchange -> exchange.answer(
                                exchange.header("Upgrade") == null ? 200 : 403, "Server: cloudflare", "CF-Ray: 8f0"))
                        .said())
                .containsExactly("waf-or-bot-block LIKELY");
        assertThat(Probed.of(exchange -> exchange.answer(403, "Server: cloudflare"))
                        .said())
                .containsExactly("handshake-auth-rejected POSSIBLE");
    }

    @Test
    void a_server_that_says_nothing_or_no_http() throws IOException {
        assertThat(Probed.of(Exchange::beSilent).said()).containsExactly("backend-no-answer PROVEN");
        assertThat(Probed.of(exchange -> exchange.send("SSH-2.0-OpenSSH\r\n").beSilent())
                        .said())
                .containsExactly("backend-no-answer PROVEN");
        assertThat(Probed.of(_ -> {}).said()).containsExactly("backend-no-answer PROVEN");
    }

    @Test
    void a_connection_that_is_closed_at_once() throws IOException {
        assertThat(Probed.of(
                                exchange -> exchange.upgrade().close(1011, "").beSilent(),
                                options -> options.within(Probed.PATIENT))
                        .said())
                .containsExactly("handler-exception LIKELY");
        assertThat(Probed.of(Exchange::upgrade, options -> options.within(Probed.PATIENT))
                        .only()
                        .title())
                .isEqualTo("The connection ends right after it was opened");
    }

    @Test
    void a_port_at_which_nothing_listens() throws IOException {
        // Bound and not listening: refused by the kernel, and nobody else's meanwhile.
        try (Socket held = new Socket()) {
            held.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            ProbeOptions options = ProbeOptions.of(Target.of("ws://127.0.0.1:" + held.getLocalPort() + "/"))
                    .within(Probed.LIMITS);

            assertThat(Battery.run(options, Progress.NOBODY).findings())
                    .extracting("id")
                    .containsExactly("connect-refused-or-ipv6-localhost");
        }
    }

    @Test
    void only_what_is_asked_for_is_run() throws IOException {
        try (RawServer server = RawServer.healthy()) {
            assertThat(Probed.of(server, options -> options.onlyChecks("ping"))
                            .report()
                            .checks())
                    .extracting("name")
                    .containsExactly("address", "tls", "open", "auth", "ping");
        }
    }
}
