package dev.holdfast.doctor.probe.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.doctor.probe.fixture.RawServer;
import dev.holdfast.doctor.probe.fixture.RawServer.Exchange;
import dev.holdfast.doctor.probe.fixture.RawServer.Frame;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What an open connection shows.
final class TrafficTest {
    /// Answers all but frames with this opcode.
    private static void butNot(int opcode, Exchange exchange) throws IOException {
        exchange.upgrade(RawServer.selected(exchange));
        while (true) {
            Frame frame = exchange.read();
            if (frame.opcode() == opcode) {
                continue;
            }
            if (frame.opcode() == 8) {
                exchange.frame(0x88, frame.payload());
                return;
            }
            if (frame.opcode() == 9) {
                exchange.frame(0x8a, frame.payload());
            }
        }
    }

    @Test
    void a_server_that_answers_no_ping() throws IOException {
        Probed probed = Probed.of(exchange -> butNot(9, exchange), options -> options.onlyChecks("ping"));

        assertThat(probed.said()).containsExactly("heartbeat-missed PROVEN");
    }

    @Test
    void a_server_that_answers_no_close_frame() throws IOException {
        Probed probed = Probed.of(exchange -> butNot(8, exchange), options -> options.onlyChecks("close"));

        assertThat(probed.said()).containsExactly("close-handshake-unanswered PROVEN");
    }

    @ParameterizedTest
    @CsvSource({
        "193, 0, compression-frame-mismatch PROVEN",
        "131, 0, masking-or-framing-error PROVEN",
        "129, 128, masking-or-framing-error PROVEN",
        "72, 84, stream-corrupted-by-middleware PROVEN",
    })
    void bytes_that_no_client_takes(int first, int second, String said) throws IOException {
        Probed probed = Probed.of(
                exchange -> {
                    exchange.upgrade(RawServer.selected(exchange));
                    exchange.socket().getOutputStream().write(new byte[] {(byte) first, (byte) second, 'T', 'P'});
                    exchange.beSilent();
                },
                options -> options.onlyChecks("ping"));

        assertThat(probed.said()).containsExactly(said);
    }

    @Test
    void a_large_message_that_ends_the_connection_without_a_word() throws IOException {
        Probed probed = Probed.of(
                exchange -> {
                    exchange.upgrade(RawServer.selected(exchange));
                    while (true) {
                        Frame frame = exchange.read();
                        if (frame.payload().length > 65_536) {
                            return;
                        }
                        if (frame.opcode() == 9) {
                            exchange.frame(0x8a, frame.payload());
                        }
                        if (frame.opcode() == 8) {
                            exchange.frame(0x88, frame.payload());
                            return;
                        }
                    }
                },
                options -> options.onlyChecks("messages"));

        assertThat(probed.said()).containsExactly("message-too-big LIKELY");
        assertThat(probed.row("messages", "large messages")).startsWith("bad: up to 64 KiB taken, one byte more not: ");
        assertThat(probed.only().summary())
                .isEqualTo(
                        "A message of 65537 bytes ends the connection without a close frame; one of 64 KiB does not.");
    }

    @Test
    void a_limit_that_is_said_with_1009_is_no_finding() throws IOException {
        Probed probed = Probed.of(
                exchange -> {
                    exchange.upgrade(RawServer.selected(exchange));
                    while (true) {
                        Frame frame = exchange.read();
                        if (frame.payload().length > 65_536) {
                            exchange.close(1009, "too big").beSilent();
                            return;
                        }
                        exchange.frame(frame.opcode() == 9 ? 0x8a : frame.first(), frame.payload());
                        if (frame.opcode() == 8) {
                            return;
                        }
                    }
                },
                options -> options.onlyChecks("messages"));

        assertThat(probed.said()).isEmpty();
        assertThat(probed.row("messages", "large messages"))
                .isEqualTo("good: up to 64 KiB taken, one byte more not: closed with code 1009 and reason \"too big\"");
    }

    @Test
    void any_limit_is_found_to_the_byte_with_few_connections() throws IOException {
        for (int limit : List.of(1023 * 1024 + 77, 1_048_576, 123_457, 1_500)) {
            Probed probed = Probed.of(upTo(limit), options -> options.onlyChecks("messages"));

            assertThat(probed.said()).isEmpty();
            assertThat(probed.row("messages", "large messages"))
                    .startsWith("good: up to " + (limit == 1_048_576 ? "1 MiB" : limit + " bytes")
                            + " taken, one byte more not: closed with code 1009");
            assertThat(probed.connections()).isLessThan(30);
        }
    }

    @Test
    void a_message_of_2_mib_is_the_largest_that_is_tried() throws IOException {
        Probed probed = Probed.of(upTo(Integer.MAX_VALUE), options -> options.onlyChecks("messages"));

        assertThat(probed.row("messages", "large messages"))
                .isEqualTo("good: up to 2 MiB were taken; larger ones were not tried");
    }

    private static RawServer.Behaviour upTo(int limit) {
        return exchange -> {
            exchange.upgrade(RawServer.selected(exchange));
            while (true) {
                Frame frame = exchange.read();
                if (frame.payload().length > limit) {
                    exchange.close(1009, "").beSilent();
                    return;
                }
                if (frame.opcode() == 9) {
                    exchange.frame(0x8a, frame.payload());
                } else if (frame.opcode() == 8) {
                    exchange.frame(0x88, frame.payload());
                    return;
                }
            }
        };
    }

    @Test
    void compression_that_is_agreed_on_and_not_understood() throws IOException {
        Probed probed = Probed.of(
                exchange -> {
                    String offered = exchange.header("Sec-WebSocket-Extensions");
                    if (offered == null || !offered.contains("deflate")) {
                        exchange.upgrade().echo();
                        return;
                    }
                    exchange.upgrade("Sec-WebSocket-Extensions: permessage-deflate");
                    while ((exchange.read().first() & 0x40) == 0) {
                        // waits for a compressed one
                    }
                    exchange.close(1002, "Invalid reserved bit").beSilent();
                },
                options -> options.onlyChecks("compression"));

        assertThat(probed.said()).containsExactly("compression-frame-mismatch LIKELY");
    }

    /// Ends connections once one of them has been pinged three times: no clock decides which.
    ///
    /// @param all also the one that is pinged
    private static RawServer.Behaviour cutting(boolean all) {
        CountDownLatch pings = new CountDownLatch(3);
        return exchange -> {
            exchange.upgrade(RawServer.selected(exchange));
            AtomicBoolean pinged = new AtomicBoolean();
            Thread.ofVirtual().start(() -> {
                try {
                    pings.await();
                    if (all || !pinged.get()) {
                        exchange.socket().close();
                    }
                } catch (InterruptedException | IOException _) {
                    // the test is over
                }
            });
            while (true) {
                Frame frame = exchange.read();
                if (frame.opcode() == 9) {
                    pinged.set(true);
                    exchange.frame(0x8a, frame.payload());
                    pings.countDown();
                } else if (frame.opcode() == 8) {
                    exchange.frame(0x88, frame.payload());
                    return;
                }
            }
        };
    }

    @Test
    void a_limit_of_silence_is_told_from_one_of_age() throws IOException {
        Probed silence =
                Probed.of(cutting(false), options -> options.onlyChecks("hold").holding(Duration.ofSeconds(5)));
        assertThat(silence.said()).containsExactly("proxy-idle-timeout LIKELY");
        assertThat(silence.only().summary()).contains("ends a connection that was silent for");

        Probed age =
                Probed.of(cutting(true), options -> options.onlyChecks("hold").holding(Duration.ofSeconds(5)));
        assertThat(age.said()).containsExactly("max-lifetime POSSIBLE");
    }

    @Test
    void two_held_connections_that_live_on_are_no_finding() throws IOException {
        try (RawServer server = RawServer.healthy()) {
            Probed held =
                    Probed.of(server, options -> options.onlyChecks("hold").holding(Duration.ofSeconds(1)));

            assertThat(held.said()).isEmpty();
            assertThat(held.row("hold", "silent")).isEqualTo("good: still open after 1 s");
        }
    }

    @Test
    void boxes_that_gave_themselves_away_are_named_with_their_limits() throws IOException {
        Probed probed = Probed.of(
                exchange ->
                        exchange.upgrade("Server: nginx/1.22.1", "CF-Ray: 8f0a").echo(),
                options -> options.onlyChecks("way"));

        assertThat(probed.row("way", "nginx")).contains("server: nginx/1.22.1").contains("60 s of silence");
        assertThat(probed.row("way", "Cloudflare")).contains("100 s of silence");
    }

    @Test
    void a_server_that_sends_without_end_is_left_in_time() throws IOException {
        long began = System.nanoTime();

        Probed probed = Probed.of(
                exchange -> {
                    exchange.upgrade(RawServer.selected(exchange));
                    while (true) {
                        exchange.frame(0x81, new byte[1000]).frame(0x89, (byte) 'x');
                    }
                },
                options -> options.onlyChecks("close"));

        assertThat(probed.said()).containsExactly("close-handshake-unanswered PROVEN");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void a_close_frame_answered_with_nonsense() throws IOException {
        Probed probed = Probed.of(
                exchange -> {
                    exchange.upgrade(RawServer.selected(exchange));
                    while (exchange.read().opcode() != 8) {
                        // waits for the close frame
                    }
                    exchange.frame(0x83, (byte) 'x').beSilent();
                },
                options -> options.onlyChecks("close"));

        assertThat(probed.said()).containsExactly("masking-or-framing-error PROVEN");
    }

    @Test
    void a_server_that_never_stops_talking_is_bounded() throws IOException {
        Probed probed = Probed.of(exchange -> {
            exchange.send("HTTP/1.1 200 OK\r\n");
            while (true) {
                exchange.send("X-Filler: " + "y".repeat(1000) + "\r\n");
            }
        });

        assertThat(probed.said()).containsExactly("backend-no-answer PROVEN");
        assertThat(probed.only().evidence()).anyMatch(clause -> clause.contains("a head of more than 65536 bytes"));
    }
}
