package dev.holdfast.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Initiator;
import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.server.fixture.RawClient;
import dev.holdfast.server.fixture.TestServer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What happens to a connection that is open, over a real socket.
@Timeout(60)
class OpenConnectionTest {
    private static void expect(EndRecord end, Cause cause, Confidence confidence, Initiator initiator) {
        assertThat(end.explanation().cause()).as(end.explanation().toString()).isEqualTo(cause);
        assertThat(end.explanation().confidence()).isEqualTo(confidence);
        assertThat(end.explanation().initiator()).isEqualTo(initiator);
    }

    @Test
    void text_and_binary_come_back_as_they_were() throws Exception {
        try (TestServer server = TestServer.echo();
                RawClient client = server.open()) {
            client.text("grüße");
            assertThat(client.read().text()).isEqualTo("grüße");
            client.binary((byte) 1, (byte) 2);
            assertThat(client.read().payload()).containsExactly(1, 2);
        }
    }

    @Test
    void a_client_that_closes_has_left_and_that_is_expected() throws Exception {
        try (TestServer server = TestServer.echo();
                RawClient client = server.open()) {
            client.text("x");
            client.read();
            client.close(1000, "done");
            assertThat(client.readClose().closeCode()).isEqualTo(1000);
            assertThat(client.atEnd()).isTrue();
            client.close();
            EndRecord end = server.end();
            expect(end, Cause.CLIENT_LEFT, Confidence.PROVEN, Initiator.CLIENT);
            assertThat(end.explanation().expected()).isTrue();
            assertThat(end.exchange().reportedCode()).isEqualTo(1000);
            assertThat(end.exchange().reportedReason()).isEqualTo("done");
            assertThat(end.counters().messagesReceived()).isEqualTo(1);
            assertThat(end.counters().messagesSent()).isEqualTo(1);
            assertThat(server.recording.loop().counters().iterations()).isEqualTo(1);
        }
    }

    @Test
    void an_empty_close_frame_is_reported_as_1005_and_answered_with_an_empty_one() throws Exception {
        try (TestServer server = TestServer.echo();
                RawClient client = server.open()) {
            client.frame(0x88);
            assertThat(client.readClose().closeCode()).isEqualTo(-1);
            client.close();
            assertThat(server.end().exchange().reportedCode()).isEqualTo(1005);
        }
    }

    @Test
    void a_page_that_ended_tcp_before_it_had_read_our_101_closed_while_connecting() throws Exception {
        try (TestServer server = TestServer.echo();
                RawClient client = server.connect()) {
            client.send(RawClient.request("/ws", "Origin: http://localhost", "Sec-WebSocket-Protocol: jwt-auth"));
            client.close();
            EndRecord end = server.end();
            expect(end, Cause.CLOSE_WHILE_CONNECTING, Confidence.LIKELY, Initiator.CLIENT);
            assertThat(end.explanation().evidence()).contains("our 101 had not been read there");
        }
    }

    @Test
    void a_page_that_had_read_our_101_may_as_well_have_refused_what_became_of_it() throws Exception {
        try (TestServer server = TestServer.echo();
                RawClient client = server.connect()) {
            client.upgrade("Origin: http://localhost", "Sec-WebSocket-Protocol: jwt-auth");
            client.close();
            EndRecord end = server.end();
            expect(end, Cause.UNEXPLAINED, Confidence.NONE, Initiator.UNKNOWN);
            assertThat(end.explanation().missing())
                    .anySatisfy(missing -> assertThat(missing).contains("lose Sec-WebSocket-Protocol"));
        }
    }

    @Test
    void a_fin_without_a_close_frame_is_unexplained_and_says_what_is_missing() throws Exception {
        try (TestServer server = TestServer.echo();
                RawClient client = server.open()) {
            client.fin();
            EndRecord end = server.end();
            expect(end, Cause.UNEXPLAINED, Confidence.NONE, Initiator.UNKNOWN);
            assertThat(end.explanation().missing()).isNotEmpty();
            assertThat(end.exchange().reportedCode()).isEqualTo(1006);
            assertThat(end.exchange().transportEnd().word()).isEqualTo("fin");
        }
    }

    @Test
    void a_reset_is_told_from_a_fin() throws Exception {
        try (TestServer server = TestServer.echo();
                RawClient client = server.open()) {
            client.reset();
            EndRecord end = server.end();
            assertThat(end.exchange().transportEnd().word()).isEqualTo("reset");
            assertThat(end.exchange().reportedCode()).isEqualTo(1006);
        }
    }

    @Test
    void a_reset_after_1001_is_still_a_client_that_left() throws Exception {
        try (TestServer server = TestServer.echo();
                RawClient client = server.open()) {
            client.close(1001, "");
            client.reset();
            expect(server.end(), Cause.CLIENT_LEFT, Confidence.PROVEN, Initiator.CLIENT);
        }
    }

    @Test
    void an_unmasked_frame_is_answered_with_1002_and_nothing_after_it() throws Exception {
        try (TestServer server = TestServer.echo();
                RawClient client = server.open()) {
            client.send((byte) 0x81, (byte) 0x01, (byte) 'x');
            RawClient.Frame close = client.readClose();
            assertThat(close.closeCode()).isEqualTo(1002);
            assertThat(client.atEnd()).isTrue();
            client.close();
            expect(server.end(), Cause.MASKING_OR_FRAMING_ERROR, Confidence.PROVEN, Initiator.SERVER);
        }
    }

    @Test
    void a_message_over_the_limit_is_answered_with_1009() throws Exception {
        try (TestServer server = TestServer.echo();
                RawClient client = server.open()) {
            client.frame(0x82, new byte[70_000]);
            assertThat(client.readClose().closeCode()).isEqualTo(1009);
            client.close();
            expect(server.end(), Cause.MESSAGE_TOO_BIG, Confidence.PROVEN, Initiator.SERVER);
        }
    }

    @Test
    void a_ping_is_answered_with_its_own_payload() throws Exception {
        try (TestServer server = TestServer.echo();
                RawClient client = server.open()) {
            client.ping("abc");
            RawClient.Frame pong = client.read();
            assertThat(pong.opcode()).isEqualTo(10);
            assertThat(pong.text()).isEqualTo("abc");
        }
    }

    @Test
    void a_json_ping_of_a_plain_client_is_answered_with_a_json_pong() throws Exception {
        try (TestServer server = TestServer.echo();
                RawClient client = server.open()) {
            client.text("{\"type\":\"ping\"}");
            assertThat(client.read().text()).isEqualTo("{\"type\":\"pong\"}");
            client.text("{\"type\": \"ping\", \"id\": \"a\", \"t\": 17}");
            assertThat(client.read().text()).isEqualTo("{\"type\":\"pong\",\"id\":\"a\",\"t\":17}");
        }
    }

    @Test
    void a_client_that_answers_no_ping_is_ended_after_interval_and_timeout() throws Exception {
        try (TestServer server = TestServer.echo();
                RawClient client = server.open()) {
            server.recording.opened();
            server.time.advance(Duration.ofSeconds(25));
            assertThat(client.read().opcode()).isEqualTo(9);
            // More than the timeout: there is a last look after it, and the ping may have left in the last moment.
            server.time.advance(Duration.ofSeconds(11));
            assertThat(client.readClose().closeCode()).isEqualTo(4001);
            client.close();
            EndRecord end = server.end();
            assertThat(end.explanation().cause()).isIn(Cause.CLIENT_EVENT_LOOP_BLOCKED, Cause.HEARTBEAT_MISSED);
            assertThat(end.explanation().evidence()).anyMatch(line -> line.contains("unanswered"));
        }
    }

    @Test
    void a_client_that_answers_pings_stays() throws Exception {
        try (TestServer server = TestServer.echo();
                RawClient client = server.open()) {
            server.recording.opened();
            for (int i = 0; i < 4; i++) {
                server.time.advance(Duration.ofSeconds(25));
                RawClient.Frame ping = client.read();
                assertThat(ping.opcode()).isEqualTo(9);
                client.pong(ping.payload());
                // An echo behind it shows that the pong has been read before the clock moves on.
                client.text("x");
                assertThat(client.read().text()).isEqualTo("x");
            }
            assertThat(server.server.connections().count()).isEqualTo(1);
        }
    }

    @Test
    void a_message_that_is_begun_and_not_finished_ends_with_1008() throws Exception {
        try (TestServer server = TestServer.echo();
                RawClient client = server.open()) {
            client.text("x");
            client.read();
            client.frame(0x01, (byte) 'a').ping("sync");
            client.read();
            server.time.advancePast(Duration.ofSeconds(30));
            assertThat(client.readClose().closeCode()).isEqualTo(1008);
            client.close();
            expect(server.end(), Cause.MESSAGE_TIMEOUT, Confidence.PROVEN, Initiator.SERVER);
        }
    }

    @Test
    void an_application_that_closes_is_named_with_its_code() throws Exception {
        Handler closing = (connection, _) -> connection.close(4000, "enough");
        try (TestServer server = TestServer.of(options -> options, closing);
                RawClient client = server.open()) {
            client.text("x");
            RawClient.Frame close = client.readClose();
            assertThat(close.closeCode()).isEqualTo(4000);
            assertThat(close.closeReason()).isEqualTo("enough");
            client.close(4000, "");
            client.close();
            expect(server.end(), Cause.APPLICATION_CLOSED, Confidence.PROVEN, Initiator.SERVER);
        }
    }

    @Test
    void an_application_that_aborts_sends_no_close_frame_and_is_named() throws Exception {
        try (TestServer server =
                        TestServer.of(options -> options, (connection, message) -> connection.abort(message.text()));
                RawClient client = server.open()) {
            client.text("enough of it");
            assertThat(client.isReset()).isTrue();

            EndRecord end = server.end();
            expect(end, Cause.APPLICATION_CLOSED, Confidence.PROVEN, Initiator.SERVER);
            assertThat(end.explanation().expected()).isFalse();
            assertThat(end.explanation().summary()).contains("enough of it");
            assertThat(end.exchange().reportedCode()).isEqualTo(1006);
            assertThat(end.exchange().sent()).isNull();
        }
    }

    @Test
    void an_application_close_that_is_never_answered_ends_by_a_reset_and_says_so() throws Exception {
        Handler closing = (connection, _) -> connection.close(1000, "");
        try (TestServer server = TestServer.of(options -> options, closing);
                RawClient client = server.open()) {
            client.text("x");
            client.readClose();
            server.time.advancePast(Duration.ofSeconds(5));
            assertThat(client.isReset()).isTrue();
            EndRecord end = server.end();
            expect(end, Cause.CLOSE_HANDSHAKE_UNANSWERED, Confidence.PROVEN, Initiator.SERVER);
            assertThat(end.exchange().transportEnd().word()).isEqualTo("abort");
        }
    }

    @Test
    void a_failing_handler_backs_off_and_ends_the_connection_at_the_limit() throws Exception {
        Handler failing = (_, _) -> {
            throw new IllegalStateException("secret detail");
        };
        try (TestServer server = TestServer.of(options -> options, failing);
                RawClient client = server.open()) {
            for (int i = 1; i <= 5; i++) {
                client.text("x");
                if (i < 5) {
                    String error = client.read().text();
                    assertThat(error)
                            .contains("\"type\":\"error\"", "\"code\":\"handler_failed\"")
                            .doesNotContain("secret");
                    String errorId = (String) java.util.Objects.requireNonNull(
                            server.recording.notice("handler-error").fields().get("error_id"));
                    assertThat(error).contains(errorId);
                    server.time.advance(Duration.ofMillis(100L << (i - 1)));
                }
            }
            RawClient.Frame close = client.readClose();
            assertThat(close.closeCode()).isEqualTo(1011);
            assertThat(close.closeReason()).doesNotContain("secret");
            client.close(1011, "");
            client.close();
            EndRecord end = server.end();
            expect(end, Cause.HANDLER_EXCEPTION, Confidence.PROVEN, Initiator.SERVER);
            assertThat(end.counters().errors()).isEqualTo(5);
            assertThat(server.recording.loop().counters().iterations()).isEqualTo(5);
        }
    }

    @Test
    void a_handler_on_virtual_threads_keeps_the_order() throws Exception {
        Route route = Route.of("/ws", (connection, message) -> connection.send(message));
        try (TestServer server = TestServer.of(options -> options, route, null);
                RawClient client = server.open()) {
            for (int i = 0; i < 200; i++) {
                client.text("m" + i);
            }
            for (int i = 0; i < 200; i++) {
                assertThat(client.read().text()).isEqualTo("m" + i);
            }
            client.close(1000, "");
            client.readClose();
            client.close();
            assertThat(server.end().counters().messagesReceived()).isEqualTo(200);
            assertThat(server.recording.loop().counters().messagesSent()).isEqualTo(200);
        }
    }

    @Test
    void what_a_handler_on_virtual_threads_sends_counts_as_sent_at_that_moment() throws Exception {
        CountDownLatch later = new CountDownLatch(1);
        Route route = Route.of("/ws", (connection, message) -> {
            later.await();
            connection.send(message);
        });
        try (TestServer server = TestServer.of(options -> options, route, null);
                RawClient client = server.open()) {
            client.text("x");
            server.recording.opened();
            server.time.advance(Duration.ofSeconds(10));
            later.countDown();
            client.read();
            client.fin();
            assertThat(server.end().timeline().last(Fact.Totals.class))
                    .hasValueSatisfying(totals -> assertThat(totals.sinceSent()).isZero());
        }
    }

    @Test
    void a_drain_closes_with_1012_and_is_expected() throws Exception {
        try (TestServer server = TestServer.echo();
                RawClient client = server.open()) {
            server.recording.opened();
            var drained = server.server.drain("SIGTERM").toCompletableFuture();
            server.time.advance(Duration.ofSeconds(1));
            assertThat(client.readClose().closeCode()).isEqualTo(1012);
            client.close(1012, "");
            client.close();
            EndRecord end = server.end();
            expect(end, Cause.DEPLOY_OR_DRAIN, Confidence.PROVEN, Initiator.OPERATOR);
            assertThat(end.explanation().expected()).isTrue();
            server.time.advance(Duration.ofMillis(20));
            assertThat(drained).isCompleted();
        }
    }

    @Test
    void a_client_that_reads_nothing_is_a_slow_consumer() throws Exception {
        byte[] big = new byte[60_000];
        CountDownLatch flooded = new CountDownLatch(1);
        Handler flooding = (connection, _) -> {
            for (int i = 0; i < 400; i++) {
                connection.send(big);
            }
            flooded.countDown();
        };
        try (TestServer server = TestServer.of(options -> options, flooding);
                RawClient client = server.open()) {
            client.text("go");
            // Nobody reads: the close frame can't leave, so its deadline must cut the connection.
            server.recording.opened();
            // Time that passes before the flood would be a silent peer's.
            assertThat(flooded.await(10, TimeUnit.SECONDS)).isTrue();
            for (int i = 0; i < 100 && server.recording.allEnded.isEmpty(); i++) {
                server.time.advance(Duration.ofSeconds(1));
            }
            EndRecord end = server.end();
            expect(end, Cause.SLOW_CONSUMER, Confidence.PROVEN, Initiator.SERVER);
        }
    }
}
