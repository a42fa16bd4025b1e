package dev.holdfast.server.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// The clause beside a violation: the numbers found and expected, and never what the client wrote.
class ViolationDetailTest {
    private static final int FIN_TEXT = ClientFrames.FIN | Opcode.TEXT;
    private static final int FIN_CONTINUATION = ClientFrames.FIN | Opcode.CONTINUATION;

    @Test
    void a_size_is_told_with_its_limit() {
        assertThat(detail(ClientFrames.bytes().header(FIN_TEXT, 70_000)))
                .isEqualTo("payload of 70,000 bytes, limit 65,536");
    }

    @Test
    void a_size_over_several_fragments_tells_what_came_before() {
        assertThat(detail(ClientFrames.bytes()
                        .frame(Opcode.TEXT, new byte[60_000])
                        .header(FIN_CONTINUATION, 10_000)))
                .isEqualTo("payload of 10,000 bytes after 60,000 in earlier fragments, limit 65,536");
    }

    @Test
    void the_bad_octet_is_placed_in_the_whole_message_whatever_the_fragments() {
        assertThat(detail(ClientFrames.bytes().frame(FIN_TEXT, new byte[] {'s', 'e', 'c', (byte) 0xFF, 't'})))
                .isEqualTo("byte 4 of the text");
        assertThat(detail(ClientFrames.bytes()
                        .frame(Opcode.TEXT, new byte[1_000])
                        .frame(FIN_CONTINUATION, new byte[] {'o', 'k', (byte) 0xC0})))
                .isEqualTo("byte 1,003 of the text");
    }

    @Test
    void the_place_of_a_bad_octet_does_not_depend_on_how_the_bytes_arrive() {
        byte[] spoilt = "x".repeat(50).getBytes(StandardCharsets.US_ASCII);
        spoilt[40] = (byte) 0xFE;
        byte[] frame = ClientFrames.bytes().frame(FIN_TEXT, spoilt).done();
        for (int cut = 0; cut < frame.length; cut++) {
            try (Reading reading = new Reading()) {
                assertThat(reading.readCut(frame, cut).recorder.details).containsExactly("byte 41 of the text");
            }
        }
    }

    @Test
    void a_text_that_ends_too_early_tells_where() {
        assertThat(detail(ClientFrames.bytes().frame(FIN_TEXT, (byte) 'a', (byte) 0xE2, (byte) 0x82)))
                .isEqualTo("the text ends within a character, after 3 bytes");
    }

    @Test
    void header_bits_are_told_as_numbers() {
        assertThat(detail(ClientFrames.bytes().frame(0xC1)))
                .isEqualTo("RSV bits 4, expected 0 as no extension is used");
        assertThat(detail(ClientFrames.bytes().frame(0x83))).isEqualTo("opcode 0x3");
        assertThat(detail(ClientFrames.bytes().frame(0x8B))).isEqualTo("opcode 0xB");
        assertThat(detail(ClientFrames.bytes().frame(0x09))).isEqualTo("opcode 0x9 without FIN");
        assertThat(detail(ClientFrames.bytes().raw(0x81, 0x00))).isEqualTo("opcode 0x1 without a mask");
        assertThat(detail(ClientFrames.bytes().frame(0x80))).isEqualTo("opcode 0x0 with no message begun");
    }

    @Test
    void a_length_that_is_encoded_wrongly_is_told() {
        assertThat(detail(ClientFrames.bytes().raw(0x81, 0xFE, 0, 5))).isEqualTo("length 5 in 16 bits");
        assertThat(detail(ClientFrames.bytes().raw(0x81, 0xFF).number(65_535, 8)))
                .isEqualTo("length 65,535 in 64 bits");
        assertThat(detail(ClientFrames.bytes().raw(0x81, 0xFF).number(-1, 8)))
                .isEqualTo("64-bit length with its highest bit set");
        assertThat(detail(ClientFrames.bytes().raw(0x89, 0xFE)))
                .isEqualTo("opcode 0x9 with a length of more than 125 bytes, limit 125");
    }

    @Test
    void a_message_inside_a_message_tells_how_far_the_first_had_come() {
        assertThat(detail(ClientFrames.bytes().frame(Opcode.TEXT).text("a")))
                .isEqualTo("opcode 0x1 after 1 frame of an open message");
        assertThat(detail(ClientFrames.bytes()
                        .frame(Opcode.TEXT)
                        .frame(Opcode.CONTINUATION)
                        .binary()))
                .isEqualTo("opcode 0x2 after 2 frames of an open message");
    }

    @Test
    void counts_are_told_with_their_limits() {
        FrameLimits few =
                FrameLimits.DEFAULT.withMaxFragments(1).withControlFrames(50, 1).withBinaryAccepted(false);
        assertThat(detail(few, ClientFrames.bytes().frame(Opcode.TEXT).frame(Opcode.CONTINUATION)))
                .isEqualTo("2 frames, limit 1");
        assertThat(detail(few, ClientFrames.bytes().ping("").ping("")))
                .isEqualTo("control frame 2 came faster than the limit of 50 a second after a burst of 1");
        assertThat(detail(few, ClientFrames.bytes().binary())).isEqualTo("opcode 0x2, only text is accepted here");
    }

    @Test
    void close_frames_are_told_by_their_numbers_and_not_by_their_text() {
        assertThat(detail(ClientFrames.bytes().frame(0x88, (byte) 3)))
                .isEqualTo("payload of 1 byte, expected none or 2 to 125");
        assertThat(detail(ClientFrames.bytes().close(1005, "secret"))).isEqualTo("code 1005");
        assertThat(detail(ClientFrames.bytes().frame(0x88, (byte) 3, (byte) 0xE8, (byte) 0xFF)))
                .isEqualTo("the reason of a close frame with code 1000");
    }

    @Test
    void http_is_told_without_its_text() {
        assertThat(detail(ClientFrames.bytes().ascii("GET /?token=secret HTTP/1.1\r\n")))
                .isEqualTo("an HTTP start line where the first frame was expected");
    }

    private static String detail(ClientFrames frames) {
        return detail(FrameLimits.DEFAULT, frames);
    }

    private static String detail(FrameLimits limits, ClientFrames frames) {
        try (Reading reading = new Reading(limits)) {
            reading.read(frames);
            assertThat(reading.recorder.details).hasSize(1);
            return reading.recorder.details.getFirst();
        }
    }
}
