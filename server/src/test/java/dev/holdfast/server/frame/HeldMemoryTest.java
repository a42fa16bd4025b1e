package dev.holdfast.server.frame;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.evidence.Violation;
import org.junit.jupiter.api.Test;

/// What a reader holds between reads, counted in bytes of buffers.
class HeldMemoryTest {
    private static final FrameLimits ONE_MEGABYTE = FrameLimits.DEFAULT.withMaxMessageBytes(1 << 20);

    @Test
    void an_idle_connection_holds_no_buffer() {
        try (Reading reading = new Reading()) {
            reading.read(ClientFrames.bytes().text("Hello").ping("x").binary(new byte[5_000]));
            assertThat(reading.held()).isZero();
        }
    }

    @Test
    void a_header_of_which_the_payload_is_missing_holds_no_buffer() {
        try (Reading reading = new Reading(ONE_MEGABYTE)) {
            reading.read(ClientFrames.bytes().header(ClientFrames.FIN | Opcode.BINARY, 1 << 20));
            assertThat(reading.held()).isZero();
            assertThat(reading.reader.midMessage()).isTrue();
        }
    }

    @Test
    void memory_follows_what_was_received_and_not_what_was_announced() {
        try (Reading reading = new Reading(ONE_MEGABYTE)) {
            reading.read(ClientFrames.bytes().header(ClientFrames.FIN | Opcode.BINARY, 1 << 20));
            byte[] one = {7};
            for (int received = 1; received <= 10_000; received++) {
                reading.read(one);
                assertThat(reading.held()).isLessThanOrEqualTo(Math.max(64, 2L * received));
            }
        }
    }

    @Test
    void memory_never_exceeds_the_announced_length_where_it_is_known() {
        try (Reading reading = new Reading(ONE_MEGABYTE)) {
            byte[] frame = ClientFrames.bytes().binary(new byte[10_000]).done();
            reading.read(frame, 0, frame.length - 1);
            assertThat(reading.held()).isLessThanOrEqualTo(10_000);
        }
    }

    @Test
    void one_byte_fragments_up_to_the_limit_hold_no_more_than_the_limit() {
        FrameLimits limits = FrameLimits.DEFAULT.withMaxMessageBytes(1_000).withMaxFragments(1_000);
        try (Reading reading = new Reading(limits)) {
            reading.read(ClientFrames.bytes().frame(Opcode.BINARY, (byte) 1));
            for (int i = 1; i < 1_000; i++) {
                reading.read(ClientFrames.bytes().frame(Opcode.CONTINUATION, (byte) 1));
                assertThat(reading.held()).isLessThanOrEqualTo(1_000);
            }
            reading.read(ClientFrames.bytes().frame(Opcode.CONTINUATION));
            assertThat(reading.events()).containsExactly(Event.violation(Violation.TOO_MANY_FRAGMENTS));
            assertThat(reading.held()).isZero();
        }
    }

    @Test
    void endless_empty_fragments_hold_nothing_and_are_counted() {
        try (Reading reading = new Reading()) {
            reading.read(ClientFrames.bytes().frame(Opcode.TEXT));
            for (int i = 1; i < 1_024; i++) {
                reading.read(ClientFrames.bytes().frame(Opcode.CONTINUATION));
                assertThat(reading.held()).isZero();
            }
            assertThat(reading.events()).isEmpty();
            reading.read(ClientFrames.bytes().frame(Opcode.CONTINUATION));
            assertThat(reading.events()).containsExactly(Event.violation(Violation.TOO_MANY_FRAGMENTS));
        }
    }

    @Test
    void what_was_held_is_let_go_with_the_message() {
        try (Reading reading = new Reading()) {
            reading.read(ClientFrames.bytes().frame(Opcode.BINARY, new byte[3_000]));
            assertThat(reading.held()).isPositive();
            reading.read(ClientFrames.bytes().frame(ClientFrames.FIN | Opcode.CONTINUATION));
            assertThat(reading.held()).isZero();
            assertThat(reading.reader.messages()).isOne();
        }
    }

    @Test
    void a_ping_cut_inside_a_fragmented_message_is_held_beside_it() {
        byte[] ping = ClientFrames.bytes().ping("still there?").done();
        try (Reading reading = new Reading()) {
            reading.read(ClientFrames.bytes().frame(Opcode.TEXT, (byte) 'a'));
            long message = reading.held();
            reading.readCut(ping, 10);
            assertThat(reading.held()).isEqualTo(message);
            reading.read(ClientFrames.bytes().frame(ClientFrames.FIN | Opcode.CONTINUATION, (byte) 'b'));
            assertThat(reading.events()).containsExactly(Event.ping("7374696c6c2074686572653f"), Event.text("ab"));
            assertThat(reading.held()).isZero();
        }
    }

    @Test
    void a_violation_lets_go_of_the_message_before_the_sink_hears_of_it() {
        try (Reading reading = new Reading()) {
            reading.recorder.before = event -> assertThat(reading.held())
                    .as("held at '%s', beside the read itself", event)
                    .isLessThan(1_000);
            reading.read(ClientFrames.bytes().frame(Opcode.BINARY, new byte[3_000]));
            reading.read(ClientFrames.bytes().text("inside"));
            assertThat(reading.events()).containsExactly(Event.violation(Violation.MESSAGE_INSIDE_MESSAGE));
            assertThat(reading.held()).isZero();
        }
    }
}
