package dev.holdfast.auth.jwt;

import static dev.holdfast.auth.jwt.TestToken.base64url;
import static dev.holdfast.auth.jwt.TestToken.credential;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.holdfast.auth.TesterTime;
import dev.holdfast.core.credential.CarrierOptions;
import dev.holdfast.core.credential.CredentialReader;
import dev.holdfast.core.credential.HandshakeCarriers;
import dev.holdfast.core.evidence.Carrier;
import dev.holdfast.core.port.Authenticator.Credential;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/// The word `canary` stands in every secret, token and address that goes in here; it must never come out again: not as
/// it is, not encoded, and no part of a token beside it.
class CanaryTest {
    private static final String CANARY = "canary";

    private final TesterTime time = new TesterTime();
    private final List<String> outputs = new ArrayList<>();

    @Test
    void no_verdict_on_a_token_shows_any_of_it() {
        JwtOptions options = JwtOptions.of(SharedSecret.of(TestKeys.SECRET));
        JwtAuthenticator authenticator = JwtAuthenticator.create(options, time, KeyServerListener.NONE);
        List<Credential> credentials = hostileAndGood();

        for (Credential credential : credentials) {
            outputs.add(Judged.by(authenticator, credential).toString());
            outputs.add(credential.toString());
        }
        outputs.add(options + " " + authenticator);

        assertNothingSlippedOut(credentials);
    }

    @Test
    void no_reading_of_a_handshake_shows_what_was_in_it() {
        List<Credential> credentials = hostileAndGood();
        CarrierOptions all = CarrierOptions.of(EnumSet.allOf(Carrier.class));
        for (Credential credential : credentials) {
            String token = credential.secret();
            List<HandshakeCarriers> handshakes = List.of(
                    new HandshakeCarriers(List.of("Bearer " + token), List.of(), List.of(), null),
                    new HandshakeCarriers(List.of(token), List.of(), List.of(), null),
                    new HandshakeCarriers(List.of(), List.of("token=" + token), List.of(), null),
                    new HandshakeCarriers(List.of(), List.of(), List.of("jwt." + token, "bearer." + token), null),
                    new HandshakeCarriers(List.of(), List.of(), List.of("jwt." + base64url(token)), null),
                    new HandshakeCarriers(List.of(), List.of(), List.of(), "ticket=" + token));
            for (HandshakeCarriers handshake : handshakes) {
                outputs.add(handshake + " " + CredentialReader.read(handshake, all));
            }
        }

        assertNothingSlippedOut(credentials);
    }

    @Test
    void no_refused_option_shows_what_was_refused() {
        String body = TestKeys.pem("PRIVATE KEY", TestKeys.RSA.getPrivate());
        String broken = "-----BEGIN PUBLIC KEY-----\ncanary!\n-----END PUBLIC KEY-----";
        outputs.add(failure(() -> SharedSecret.ofText(CANARY)));
        outputs.add(failure(() -> SharedSecret.ofText("-----BEGIN canary " + "x".repeat(40))));
        outputs.add(failure(() -> TrustedPublicKey.ofPem(body)));
        outputs.add(failure(() -> TrustedPublicKey.ofPem(CANARY)));
        outputs.add(failure(() -> TrustedPublicKey.ofPem(broken)));
        outputs.add(failure(() -> TrustedPublicKey.ofPem("-----BEGIN CANARY-----\nAAAA\n-----END CANARY-----")));
        outputs.add(failure(() -> KeyServer.at(URI.create("https://anna:canary@issuer.example.com/"))));
        outputs.add(failure(() -> KeyServer.at(URI.create("http://issuer.example.com/canary?key=canary"))));
        outputs.add(failure(() -> KeyServer.at(URI.create("canary/jwks.json"))));

        assertNothingSlippedOut(
                List.of(credential(body.lines().skip(1).findFirst().orElseThrow())));
    }

    @Test
    void no_outage_of_a_key_server_shows_its_address_or_its_answer() {
        RecordingListener listener = new RecordingListener();
        try (LoopbackKeyServer server = new LoopbackKeyServer()) {
            KeyServer keyServer = KeyServer.at(server.url()).withMaxBytes(1024).withDeadline(Duration.ofSeconds(30));
            JwtOptions options = JwtOptions.of(keyServer);
            Credential token = TestToken.madeAt(time.wall()).rs256(TestKeys.RSA.getPrivate());
            List<Runnable> outages = List.of(
                    () -> server.answers(500, CANARY),
                    () -> server.answers(200, CANARY),
                    () -> server.answers(200, "{\"keys\":\"canary\"}"),
                    () -> server.answers(200, "{\"keys\":[{\"kty\":\"canary\"}]}"),
                    () -> server.answers(200, CANARY.repeat(1000)),
                    () -> server.redirectsTo("http://127.0.0.1/canary"),
                    server::hangsUp,
                    server::close);
            try (JwtAuthenticator authenticator = JwtAuthenticator.create(options, time, listener)) {
                for (Runnable outage : outages) {
                    outage.run();
                    outputs.add(Judged.unavailable(authenticator, token));
                    time.advance(keyServer.coolDown());
                }
                outputs.add(authenticator + " " + options);
            }
            outputs.addAll(listener.events());

            assertThat(listener.events()).hasSize(outages.size());
            assertNothingSlippedOut(List.of(token));
        }
    }

    private List<Credential> hostileAndGood() {
        TestToken token = TestToken.madeAt(time.wall()).claim("secret", CANARY);
        Credential good = token.hs256(TestKeys.SECRET);
        String[] parts = good.secret().split("\\.");
        return List.of(
                good,
                credential(parts[0] + "." + parts[1]),
                credential(good.secret() + "." + base64url(CANARY)),
                credential(parts[0] + "." + parts[1] + "." + base64url("canary-signature")),
                credential(parts[0] + "." + parts[1] + ".=canary="),
                credential(parts[0] + "." + base64url("not JSON: canary") + "." + parts[2]),
                credential(base64url("{\"alg\":\"canary\"}") + "." + parts[1] + "." + parts[2]),
                credential(base64url("{\"alg\":\"none\",\"x\":\"canary\"}") + "." + parts[1] + "."),
                credential("canary".repeat(100)),
                credential("canary".repeat(10_000)),
                TestToken.hs256("{\"alg\":\"HS256\"}", "{\"exp\":\"canary\"}"),
                TestToken.madeAt(time.wall()).claim("sub", "canary\n").hs256(TestKeys.SECRET));
    }

    private void assertNothingSlippedOut(List<Credential> credentials) {
        assertThat(outputs).isNotEmpty();
        for (String output : outputs) {
            assertThat(output.toLowerCase(Locale.ROOT)).doesNotContain(CANARY);
            assertThat(output)
                    .doesNotContain(base64url(CANARY), base64url(TestKeys.SECRET), Arrays.toString(TestKeys.SECRET));
            for (Credential credential : credentials) {
                for (String part : credential.secret().split("\\.")) {
                    assertThat(output).doesNotContain(part.substring(0, Math.min(12, part.length())));
                }
            }
        }
    }

    /// With its causes and their texts, as a log would show it.
    private static String failure(ThrowingCallable call) {
        Throwable failure = catchThrowable(call);
        assertThat(failure).isInstanceOf(IllegalArgumentException.class);
        StringWriter text = new StringWriter();
        for (Throwable it = failure; it != null; it = it.getCause()) {
            new PrintWriter(text, true).println(it);
        }
        return text.toString();
    }

    @Test
    void the_canaries_really_are_in_what_goes_in() {
        assertThat(new String(TestKeys.SECRET, StandardCharsets.US_ASCII)).contains(CANARY);
        assertThat(KeyServer.at(URI.create("https://issuer.example.com/canary"))
                        .url()
                        .toString())
                .contains(CANARY);
    }
}
