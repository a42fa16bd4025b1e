package dev.holdfast.server.frame;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// What the deadline of an unfinished message is armed by.
class MidMessageTest {
    @Test
    void a_message_is_under_way_from_its_first_byte_to_its_last() {
        byte[] message = ClientFrames.bytes().text("Hello").done();
        try (Reading reading = new Reading()) {
            assertThat(reading.reader.midMessage()).isFalse();
            for (int i = 0; i < message.length; i++) {
                reading.read(message, i, i + 1);
                assertThat(reading.reader.midMessage()).as("after byte %d", i).isEqualTo(i < message.length - 1);
            }
        }
    }

    @Test
    void a_fragmented_message_is_under_way_between_its_fragments() {
        try (Reading reading = new Reading()) {
            reading.read(ClientFrames.bytes().frame(Opcode.TEXT, (byte) 'a'));
            assertThat(reading.reader.midMessage()).isTrue();
            reading.read(ClientFrames.bytes().frame(ClientFrames.FIN | Opcode.CONTINUATION));
            assertThat(reading.reader.midMessage()).isFalse();
        }
    }

    @Test
    void pongs_neither_end_nor_renew_a_message_under_way() {
        try (Reading reading = new Reading()) {
            reading.read(ClientFrames.bytes().text("before").frame(Opcode.TEXT, (byte) 'a'));
            long armedAt = reading.reader.messages();
            for (int i = 0; i < 50; i++) {
                reading.read(ClientFrames.bytes().pong("alive"));
                assertThat(reading.reader.midMessage()).isTrue();
                assertThat(reading.reader.messages()).isEqualTo(armedAt);
            }
        }
    }

    @Test
    void another_message_under_way_shows_in_the_count_of_messages() {
        byte[] two = ClientFrames.bytes().text("one").text("two").done();
        try (Reading reading = new Reading()) {
            reading.read(two, 0, 3);
            assertThat(reading.reader.midMessage()).isTrue();
            assertThat(reading.reader.messages()).isZero();
            reading.read(two, 3, two.length - 1);
            assertThat(reading.reader.midMessage()).isTrue();
            assertThat(reading.reader.messages()).isOne();
        }
    }

    @Test
    void half_a_ping_is_no_message() {
        byte[] ping = ClientFrames.bytes().ping("abc").done();
        try (Reading reading = new Reading()) {
            for (int i = 0; i < ping.length; i++) {
                reading.read(ping, i, i + 1);
                assertThat(reading.reader.midMessage()).isFalse();
            }
        }
    }

    @Test
    void a_beginning_that_may_still_be_http_is_under_the_deadline() {
        try (Reading reading = new Reading()) {
            reading.read(ClientFrames.bytes().ascii("GE"));
            assertThat(reading.reader.midMessage()).isTrue();
        }
    }

    @Test
    void within_a_callback_the_message_it_brings_is_finished() {
        try (Reading reading = new Reading()) {
            reading.recorder.before =
                    event -> assertThat(reading.reader.midMessage()).isFalse();
            reading.readCut(ClientFrames.bytes().text("one").text("two").done(), 4, 12);
            reading.read(
                    ClientFrames.bytes().frame(Opcode.TEXT, (byte) 'a').frame(ClientFrames.FIN | Opcode.CONTINUATION));
            assertThat(reading.events()).hasSize(3);
        }
    }
}
