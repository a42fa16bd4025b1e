package dev.holdfast.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpgradeTest {
    private final Upgrade upgrade = new Upgrade(URI.create("ws://127.0.0.1:8080/ws"), new SplittableRandom(6455));

    @Test
    void the_accept_value_is_the_example_of_the_rfc() {
        // RFC 6455 1.3
        assertThat(Upgrade.acceptFor("dGhlIHNhbXBsZSBub25jZQ==")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }

    @Test
    void a_right_answer_is_accepted_and_frames_behind_it_are_left() throws BadReply {
        String head = answer("101 Switching Protocols", accept(), "");
        byte[] bytes = ascii(head + "\u0081\u0000");

        assertThat(upgrade.check(bytes, 0, bytes.length)).isEqualTo(head.length());
    }

    @Test
    void half_an_answer_is_waited_for() throws BadReply {
        byte[] bytes = ascii(answer("101 Switching Protocols", accept(), ""));

        for (int have = 0; have < bytes.length; have++) {
            assertThat(upgrade.check(bytes, 0, have)).isEqualTo(ServerFrame.INCOMPLETE);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "403 Forbidden, right, '', refused: HTTP/1.1 403 Forbidden",
        "101 Switching Protocols, wrong, '', a wrong Sec-WebSocket-Accept",
        "101 Switching Protocols, right, 'Sec-WebSocket-Protocol: chat', a subprotocol or extension that was not offered"
    })
    void a_wrong_answer_is_refused(String status, String accept, String header, String words) {
        byte[] bytes = ascii(answer(status, accept.equals("right") ? accept() : accept, header));

        assertThatExceptionOfType(BadReply.class)
                .isThrownBy(() -> upgrade.check(bytes, 0, bytes.length))
                .withMessage(words);
    }

    private String accept() {
        String request = new String(upgrade.request(), StandardCharsets.US_ASCII);
        Matcher key = Pattern.compile("Sec-WebSocket-Key: (\\S+)").matcher(request);
        assertThat(key.find()).isTrue();
        return Upgrade.acceptFor(key.group(1));
    }

    private static String answer(String status, String accept, String header) {
        return "HTTP/1.1 " + status + "\r\nupgrade: websocket\r\nConnection:Upgrade\r\nSec-WebSocket-Accept: " + accept
                + "\r\n" + (header.isEmpty() ? "" : header + "\r\n") + "\r\n";
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
