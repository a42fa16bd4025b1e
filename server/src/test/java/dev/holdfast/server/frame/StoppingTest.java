package dev.holdfast.server.frame;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.evidence.Violation;
import org.junit.jupiter.api.Test;

/// What still comes once one side has had enough.
class StoppingTest {
    @Test
    void a_callee_that_stops_the_reader_hears_nothing_of_the_rest_of_the_read() {
        try (Reading reading = new Reading()) {
            reading.recorder.before = event -> reading.reader.stop();
            reading.read(ClientFrames.bytes().text("one").text("two").emptyClose());
            assertThat(reading.events()).containsExactly(Event.text("one"));
        }
    }

    @Test
    void a_callee_may_stop_the_reader_while_it_looks_at_a_message_that_was_held() {
        byte[] message = ClientFrames.bytes().text("held, then whole").done();
        try (Reading reading = new Reading()) {
            reading.recorder.before = event -> reading.reader.stop();
            reading.readCut(message, 12);
            assertThat(reading.events()).containsExactly(Event.text("held, then whole"));
            assertThat(reading.held()).isZero();
        }
    }

    @Test
    void a_callee_may_stop_the_reader_while_it_looks_at_a_ping_that_was_held() {
        byte[] ping = ClientFrames.bytes().ping("abc").done();
        try (Reading reading = new Reading()) {
            reading.recorder.before = event -> reading.reader.stop();
            reading.readCut(ping, 7);
            assertThat(reading.events()).containsExactly(Event.ping("616263"));
            assertThat(reading.held()).isZero();
        }
    }

    @Test
    void stopping_lets_go_of_an_unfinished_message_and_an_unfinished_ping_and_may_be_repeated() {
        try (Reading reading = new Reading()) {
            reading.read(ClientFrames.bytes().frame(Opcode.TEXT, (byte) 'a'));
            reading.read(ClientFrames.bytes().ping("abc").done(), 0, 7);
            assertThat(reading.held()).isPositive();
            reading.reader.stop();
            assertThat(reading.held()).isZero();
            reading.reader.stop();
            assertThat(reading.reader.midMessage()).isFalse();
        }
    }

    @Test
    void nothing_is_read_after_the_peers_close() {
        try (Reading reading = new Reading()) {
            byte[] close = ClientFrames.bytes().emptyClose().done();
            reading.read(close).read(new byte[1_000]).read(ClientFrames.bytes().text("late"));
            assertThat(reading.events()).containsExactly("close empty");
            assertThat(reading.reader.controlFrames()).isOne();
            assertThat(reading.reader.messages()).isZero();
        }
    }

    @Test
    void while_the_peers_close_is_expected_nothing_else_is_delivered() {
        try (Reading reading = new Reading()) {
            reading.reader.expectClose();
            reading.read(ClientFrames.bytes()
                    .text("a")
                    .ping("b")
                    .pong("c")
                    .binary((byte) 1)
                    .close(1000, "bye"));
            assertThat(reading.events()).containsExactly("close 1000 bye");
            assertThat(reading.reader.controlFrames()).isEqualTo(3);
            assertThat(reading.reader.messages()).isZero();
        }
    }

    @Test
    void a_callee_that_sends_a_close_frame_hears_the_peers_close_from_the_same_read() {
        try (Reading reading = new Reading()) {
            reading.recorder.before = event -> reading.reader.expectClose();
            reading.read(ClientFrames.bytes().text("quit").text("too late").close(1000, ""));
            assertThat(reading.events()).containsExactly(Event.text("quit"), "close 1000 ");
        }
    }

    @Test
    void limits_do_not_hide_the_peers_close_once_it_is_expected() {
        FrameLimits tight = new FrameLimits(10, 1, 1, 1, false);
        try (Reading reading = new Reading(tight)) {
            reading.reader.expectClose();
            reading.read(ClientFrames.bytes()
                    .binary(new byte[70_000])
                    .frame(Opcode.TEXT, (byte) 0xFF)
                    .frame(Opcode.CONTINUATION, new byte[300])
                    .frame(ClientFrames.FIN | Opcode.CONTINUATION)
                    .ping("")
                    .ping("")
                    .ping("")
                    .close(4000, ""));
            assertThat(reading.events()).containsExactly("close 4000 ");
        }
    }

    @Test
    void expecting_the_close_in_the_middle_of_a_message_skips_the_rest_of_it_and_holds_nothing() {
        byte[] message = ClientFrames.bytes().text("a long goodbye").done();
        try (Reading reading = new Reading()) {
            reading.read(message, 0, 12);
            assertThat(reading.held()).isPositive();
            reading.reader.expectClose();
            assertThat(reading.held()).isZero();
            assertThat(reading.reader.midMessage()).isFalse();
            reading.read(message, 12, message.length).read(ClientFrames.bytes().emptyClose());
            assertThat(reading.events()).containsExactly("close empty");
        }
    }

    @Test
    void a_close_frame_that_is_half_there_when_it_becomes_expected_is_read_whole() {
        byte[] close = ClientFrames.bytes().close(4001, "both at once").done();
        for (int cut = 0; cut <= close.length; cut++) {
            try (Reading reading = new Reading()) {
                reading.read(close, 0, cut);
                reading.reader.expectClose();
                reading.read(close, cut, close.length);
                assertThat(reading.events()).as("cut at %d", cut).containsExactly("close 4001 both at once");
            }
        }
    }

    @Test
    void broken_framing_is_a_violation_also_while_a_close_is_expected() {
        try (Reading reading = new Reading()) {
            reading.reader.expectClose();
            reading.read(ClientFrames.bytes().text("a").raw(0x81, 0x00));
            assertThat(reading.events()).containsExactly(Event.violation(Violation.UNMASKED_FRAME));
        }
    }

    @Test
    void expecting_a_close_after_the_end_brings_nothing_back() {
        try (Reading reading = new Reading()) {
            reading.read(ClientFrames.bytes().emptyClose());
            reading.reader.expectClose();
            reading.read(ClientFrames.bytes().close(1000, "again"));
            assertThat(reading.events()).containsExactly("close empty");
        }
    }
}
