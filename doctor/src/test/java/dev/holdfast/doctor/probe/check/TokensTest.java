package dev.holdfast.doctor.probe.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.doctor.probe.finding.Severity;
import dev.holdfast.doctor.probe.fixture.RawServer;
import dev.holdfast.doctor.probe.fixture.RawServer.Exchange;
import dev.holdfast.doctor.probe.report.ProbeHtml;
import dev.holdfast.doctor.probe.report.ProbeJson;
import dev.holdfast.doctor.probe.report.ProbeText;
import dev.holdfast.doctor.report.Ink;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/// Tokens: by which way they are accepted, and that they are never shown.
final class TokensTest {
    private static final String TOKEN = token("{\"sub\":\"ada\",\"aud\":\"chat\",\"exp\":4102444800}");
    private static final String EXPIRED = token("{\"sub\":\"ada\",\"exp\":1000000000}");

    private static String token(String claims) {
        return base64url("{\"alg\":\"HS256\"}") + "." + base64url(claims)
                + ".c2lnbmVkLWJ5LXRoZS1pc3N1ZXItMDEyMzQ1Njc4OQ";
    }

    private static String base64url(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean byHeader(Exchange exchange, String token) {
        return ("Bearer " + token).equals(exchange.header("Authorization"));
    }

    private static boolean byCookie(Exchange exchange, String token) {
        return ("token=" + token).equals(exchange.header("Cookie"));
    }

    private static void letIn(boolean good, Exchange exchange) throws IOException {
        if (good) {
            exchange.upgrade(RawServer.selected(exchange)).echo();
        } else {
            exchange.answer(401);
        }
    }

    @Test
    void the_way_that_is_accepted_is_found_and_used() throws IOException {
        Probed probed = Probed.of(
                exchange -> letIn(byHeader(exchange, TOKEN), exchange),
                options -> options.withToken(TOKEN).onlyChecks("ping"));

        assertThat(probed.said()).isEmpty();
        assertThat(probed.row("auth", "no token")).isEqualTo("info: refused with HTTP 401");
        assertThat(probed.row("auth", "header")).startsWith("good: accepted");
        assertThat(probed.row("auth", "cookie")).isEqualTo("info: refused with HTTP 401");
        assertThat(probed.row("auth", "a broken token")).isEqualTo("good: refused with HTTP 401");
        assertThat(probed.row("auth", "the token says")).isEqualTo("info: issuer none, audience chat");
        assertThat(probed.row("ping", "protocol ping")).startsWith("good: answered 5 of 5");
    }

    @Test
    void a_token_that_nobody_takes_is_said_to_be_expired_only_when_it_is() throws IOException {
        assertThat(Probed.of(exchange -> exchange.answer(401), options -> options.withToken(TOKEN))
                        .said())
                .containsExactly("handshake-auth-rejected PROVEN");
        assertThat(Probed.of(exchange -> exchange.answer(401), options -> options.withToken(EXPIRED))
                        .said())
                .containsExactly("token-expired LIKELY");
    }

    @Test
    void another_audience_is_told_where_the_server_speaks_of_it_and_only_of_this_token() throws IOException {
        Probed by401 = Probed.of(
                exchange -> {
                    if (exchange.header("Authorization") == null) {
                        exchange.answer(401);
                    } else {
                        exchange.answer(
                                401,
                                "WWW-Authenticate: Bearer error=\"invalid_token\","
                                        + " error_description=\"Audience doesn't match\"");
                    }
                },
                options -> options.withToken(TOKEN));
        assertThat(by401.said()).containsExactly("token-audience-mismatch LIKELY");
        assertThat(by401.only().evidence())
                .anyMatch(clause -> clause.contains("Audience doesn't match"))
                .contains("the token's aud: chat");

        Probed byReason = Probed.of(
                exchange -> {
                    exchange.upgrade(RawServer.selected(exchange));
                    exchange.close(
                                    4401,
                                    exchange.header("Authorization") == null
                                            ? "no token"
                                            : "jwt audience invalid. expected: live")
                            .beSilent();
                },
                options -> options.withToken(TOKEN));
        assertThat(byReason.said()).containsExactly("token-audience-mismatch LIKELY");

        // A challenge that names an audience whoever comes says nothing of this token's.
        Probed always = Probed.of(
                exchange -> exchange.answer(401, "WWW-Authenticate: Bearer audience=\"chat\""),
                options -> options.withToken(TOKEN));
        assertThat(always.said()).containsExactly("handshake-auth-rejected PROVEN");
    }

    private static String date(Duration ahead) {
        return "Date: "
                + DateTimeFormatter.RFC_1123_DATE_TIME.format(
                        Instant.now().plus(ahead).atZone(ZoneOffset.UTC));
    }

    private static String timed(Duration issued, Duration expires) {
        long now = Instant.now().getEpochSecond();
        return token("{\"sub\":\"ada\",\"iat\":" + (now + issued.toSeconds()) + ",\"exp\":"
                + (now + expires.toSeconds()) + "}");
    }

    @Test
    void a_refusal_that_only_the_servers_clock_explains_is_its_clocks() throws IOException {
        String fresh = timed(Duration.ofSeconds(-60), Duration.ofMinutes(5));

        Probed behind = Probed.of(
                exchange -> exchange.answer(401, date(Duration.ofMinutes(-10))),
                options -> options.withToken(fresh).onlyChecks("auth"));
        assertThat(behind.said()).containsExactly("clock-skew LIKELY");
        assertThat(behind.only().summary()).contains("min", "behind ours", "not valid yet");

        Probed ahead = Probed.of(
                exchange -> exchange.answer(401, date(Duration.ofMinutes(10))),
                options -> options.withToken(fresh).onlyChecks("auth"));
        assertThat(ahead.said()).containsExactly("clock-skew LIKELY");
        assertThat(ahead.only().summary()).contains("ahead of ours", "expired");

        Probed together = Probed.of(
                exchange -> exchange.answer(401, date(Duration.ofSeconds(10))),
                options -> options.withToken(fresh).onlyChecks("auth"));
        assertThat(together.said()).containsExactly("handshake-auth-rejected PROVEN");
    }

    @Test
    void clocks_that_differ_are_a_warning_where_tokens_have_times() throws IOException {
        String fresh = timed(Duration.ofMinutes(-60), Duration.ofHours(5));
        Probed differ = Probed.of(
                exchange -> {
                    if (byHeader(exchange, fresh)) {
                        exchange.upgrade(date(Duration.ofMinutes(-10))).echo();
                    } else {
                        exchange.answer(401, date(Duration.ofMinutes(-10)));
                    }
                },
                options -> options.withToken(fresh).onlyChecks("auth"));
        assertThat(differ.said()).containsExactly("clock-skew POSSIBLE");
        assertThat(differ.only().severity()).isEqualTo(Severity.WARNING);

        // A cache may have kept an answer of long ago.
        Probed cached = Probed.of(
                exchange -> {
                    if (byHeader(exchange, fresh)) {
                        exchange.upgrade().echo();
                    } else {
                        exchange.answer(401, date(Duration.ofMinutes(-10)), "Age: 600");
                    }
                },
                options -> options.withToken(fresh).onlyChecks("auth"));
        assertThat(cached.said()).isEmpty();

        // An opaque token has none.
        Probed opaque = Probed.of(
                exchange -> letInAt(byHeader(exchange, "opaque-0123456789"), exchange, Duration.ofMinutes(-10)),
                options -> options.withToken("opaque-0123456789").onlyChecks("auth"));
        assertThat(opaque.said()).isEmpty();
        assertThat(opaque.row("auth", "the server's clock")).startsWith("note: is 10 min");
    }

    private static void letInAt(boolean good, Exchange exchange, Duration ahead) throws IOException {
        if (good) {
            exchange.upgrade(date(ahead)).echo();
        } else {
            exchange.answer(401, date(ahead));
        }
    }

    @Test
    void a_server_that_takes_any_token_does_not_check_it() throws IOException {
        Probed probed = Probed.of(
                exchange -> letIn(exchange.header("Authorization") != null, exchange),
                options -> options.withToken(TOKEN).onlyChecks("auth"));

        assertThat(probed.said()).containsExactly("token-not-checked PROVEN");
    }

    @Test
    void a_token_in_the_first_message_is_used_where_that_is_what_is_checked() throws IOException {
        Probed probed = Probed.of(
                exchange -> {
                    exchange.upgrade(RawServer.selected(exchange));
                    while (true) {
                        RawServer.Frame frame = exchange.read();
                        String said = new String(frame.payload(), StandardCharsets.UTF_8);
                        if (said.contains("\"auth\"") && !said.contains(TOKEN)) {
                            exchange.close(4401, "unauthorized").beSilent();
                            return;
                        }
                        if (frame.opcode() == 8) {
                            exchange.frame(0x88, frame.payload());
                            return;
                        }
                        exchange.frame(frame.opcode() == 9 ? 0x8a : frame.first(), frame.payload());
                    }
                },
                options -> options.withToken(TOKEN).onlyChecks("auth"));

        assertThat(probed.said()).isEmpty();
        assertThat(probed.row("auth", "a broken token as first message"))
                .startsWith("good: opened, then closed with code 4401");
        assertThat(probed.row("auth", "in a browser")).startsWith("good");
    }

    @Test
    void a_server_that_asks_somebody_else_about_a_token_is_given_the_time_to() throws IOException {
        Probed probed = Probed.of(
                exchange -> {
                    exchange.upgrade(RawServer.selected(exchange));
                    if (byHeader(exchange, TOKEN)) {
                        exchange.echo();
                        return;
                    }
                    exchange.socket().setSoTimeout(400); // longer than the first moments of an attempt
                    try {
                        exchange.echo();
                    } catch (SocketTimeoutException _) {
                        exchange.close(4401, "").beSilent();
                    }
                },
                options -> options.withToken(TOKEN).onlyChecks("auth"));

        assertThat(probed.said()).isEmpty();
    }

    @Test
    void an_expired_token_that_is_accepted() throws IOException {
        Probed probed = Probed.of(
                exchange -> letIn(byHeader(exchange, EXPIRED), exchange),
                options -> options.withToken(EXPIRED).onlyChecks("auth"));

        assertThat(probed.said()).containsExactly("expired-token-accepted PROVEN");
    }

    @Test
    void a_cookie_that_any_page_may_use() throws IOException {
        Probed probed = Probed.of(
                exchange -> letIn(byCookie(exchange, TOKEN), exchange),
                options -> options.withToken(TOKEN).onlyChecks("origin"));

        assertThat(probed.said()).containsExactly("foreign-origin-accepted PROVEN");
        assertThat(Probed.of(
                                exchange -> letIn(
                                        byCookie(exchange, TOKEN)
                                                && !"https://holdfast-probe.invalid".equals(exchange.header("Origin")),
                                        exchange),
                                options -> options.withToken(TOKEN).onlyChecks("origin"))
                        .said())
                .isEmpty();
    }

    @Test
    void an_origin_that_the_server_refuses() throws IOException {
        Probed probed = Probed.of(
                exchange -> {
                    if (exchange.header("Origin") == null) {
                        exchange.upgrade(RawServer.selected(exchange)).echo();
                    } else {
                        exchange.answer(403);
                    }
                },
                options -> options.onlyChecks("origin"));
        assertThat(probed.said()).isEmpty();

        assertThat(Probed.of(
                                exchange -> {
                                    String origin = exchange.header("Origin");
                                    if (origin == null || origin.equals("https://good.example")) {
                                        exchange.upgrade(RawServer.selected(exchange))
                                                .echo();
                                    } else {
                                        exchange.answer(403);
                                    }
                                },
                                options -> options.from("https://good.example"))
                        .said())
                .isEmpty();
    }

    @Test
    void a_token_never_stands_in_any_report_whatever_the_server_does_with_it() throws IOException {
        Probed probed = Probed.of(
                exchange -> {
                    String offered = exchange.header("Sec-WebSocket-Protocol");
                    if (offered != null && offered.contains("jwt.")) {
                        String entry = offered.substring(offered.indexOf("jwt."));
                        exchange.upgrade(
                                        "Sec-WebSocket-Protocol: " + entry,
                                        "Server: " + TOKEN,
                                        "Via: 1.1 " + TOKEN.substring(5, 50))
                                .close(4000, "you sent " + TOKEN.substring(0, 60))
                                .beSilent();
                    } else if (exchange.header("Authorization") != null) {
                        exchange.answer(302, "Location: https://x.example/" + TOKEN, "Server: " + TOKEN.substring(10));
                    } else {
                        exchange.answer(401, "WWW-Authenticate: Bearer error=\"" + TOKEN + "\"");
                    }
                },
                options -> options.withToken(TOKEN));

        String all = ProbeText.of(probed.report(), new Ink(true))
                + ProbeJson.of(probed.report())
                + ProbeHtml.of(probed.report())
                + probed.report();
        for (int i = 0; i + 8 <= TOKEN.length(); i++) {
            assertThat(all).doesNotContain(TOKEN.substring(i, i + 8));
        }
        assertThat(all).doesNotContain(base64url(TOKEN).substring(0, 12));
        assertThat(probed.report().findings()).extracting("id").contains("token-echoed");
    }
}
