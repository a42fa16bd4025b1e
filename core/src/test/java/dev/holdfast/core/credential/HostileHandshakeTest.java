package dev.holdfast.core.credential;

import static dev.holdfast.core.credential.Handshakes.ALL_ENABLED;
import static dev.holdfast.core.credential.Handshakes.authorization;
import static dev.holdfast.core.credential.Handshakes.cookies;
import static dev.holdfast.core.credential.Handshakes.query;
import static dev.holdfast.core.credential.Handshakes.subprotocols;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HostileHandshakeTest {
    /// Sixty-four times what a request's headers may hold: work that grows with the square would take minutes.
    private static final int LENGTH = 1 << 22;

    static List<HandshakeCarriers> hostile() {
        return List.of(
                authorization(" ".repeat(LENGTH)),
                authorization("Bearer" + "\t ".repeat(LENGTH / 2) + "x"),
                authorization("B".repeat(LENGTH)),
                authorization("Bearer a" + ",".repeat(LENGTH)),
                cookies(";".repeat(LENGTH) + "token=x"),
                cookies(";".repeat(LENGTH) + "="),
                cookies("=".repeat(LENGTH)),
                cookies("token" + " ".repeat(LENGTH) + "=x"),
                cookies("token=x;".repeat(LENGTH / 8)),
                subprotocols(IntStream.range(0, LENGTH / 64).mapToObj(i -> "").toArray(String[]::new)),
                subprotocols("jwt." + "A".repeat(LENGTH)),
                subprotocols("jwt." + ".".repeat(LENGTH)),
                query("&".repeat(LENGTH)),
                query("%".repeat(LENGTH)),
                query(";".repeat(LENGTH) + "ticket=x"),
                query("ticket" + "=".repeat(LENGTH)),
                query("%7".repeat(LENGTH / 2) + "=a"),
                query("ticket=a&".repeat(LENGTH / 9)));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void work_grows_no_faster_than_the_input(HandshakeCarriers handshake) {
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            assertThat(CredentialReader.read(handshake, ALL_ENABLED)).isNotNull();
            if (handshake.query() != null) {
                assertThat(QueryText.redact(handshake.query())).isNotNull();
            }
            for (String entry : handshake.subprotocols()) {
                assertThat(SubprotocolEntry.redact(entry)).hasSizeLessThan(100);
            }
        });
    }

    @Test
    void random_handshakes_always_have_a_reading_that_does_not_show_what_was_in_them() {
        Random random = new Random(89);
        String canary = "CaNaRy";
        for (int i = 0; i < 50_000; i++) {
            HandshakeCarriers handshake = new HandshakeCarriers(
                    List.of(text(random, canary)),
                    List.of(text(random, canary)),
                    List.of(text(random, canary), text(random, canary)),
                    text(random, canary));

            CredentialReading reading = CredentialReader.read(handshake, ALL_ENABLED);

            assertThat(reading.toString()).doesNotContain(canary);
            assertThat(handshake.toString()).doesNotContain(canary);
            if (reading instanceof CredentialReading.NotFound notFound) {
                assertThat(notFound.problem(ALL_ENABLED.enabled()).toString()).doesNotContain(canary);
            }
        }
    }

    @Test
    void a_random_ticket_never_survives_redaction() {
        Random random = new Random(90);
        String canary = "CaNaRy";
        for (int i = 0; i < 50_000; i++) {
            String query = text(random, "noise") + "&ticket=" + canary + "&" + text(random, "noise");

            assertThat(QueryText.redact(query)).doesNotContain(canary);
        }
    }

    private static String text(Random random, String canary) {
        List<String> pieces = List.of(
                canary, "Bearer ", "Basic ", "token=", "ticket=", "jwt.", "bearer.", ";", "&", "=", " ", "\"", "%", ".",
                "%41", ",", "null", "eyJ", "chat", "\u00e9", "\n");
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(6);
        for (int i = 0; i < length; i++) {
            text.append(pieces.get(random.nextInt(pieces.size())));
        }
        return text.toString();
    }
}
