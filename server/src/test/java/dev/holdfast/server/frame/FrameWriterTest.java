package dev.holdfast.server.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.core.close.CloseCode;
import dev.holdfast.core.close.CloseFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameWriterTest {
    @Test
    void the_unmasked_text_frame_of_rfc_6455() {
        assertThat(written(out -> FrameWriter.text(out, "Hello"))).isEqualTo("810548656c6c6f");
    }

    @Test
    void text_is_written_the_same_from_a_string_an_array_and_a_buffer() {
        String text = "größer, 漢字, 𝄞";
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        String expected = "81" + String.format("%02x", utf8.length) + ByteBufUtil.hexDump(utf8);
        assertThat(written(out -> FrameWriter.text(out, text))).isEqualTo(expected);
        assertThat(written(out -> FrameWriter.text(out, utf8))).isEqualTo(expected);
        assertThat(written(out -> FrameWriter.text(out, around(utf8), 2, utf8.length)))
                .isEqualTo(expected);
    }

    @Test
    void binary_is_written_the_same_from_an_array_and_a_buffer() {
        byte[] payload = {1, 2, (byte) 0xFF};
        assertThat(written(out -> FrameWriter.binary(out, payload))).isEqualTo("82030102ff");
        assertThat(written(out -> FrameWriter.binary(out, around(payload), 2, 3)))
                .isEqualTo("82030102ff");
    }

    @Test
    void a_header_can_be_written_alone() {
        assertThat(written(out -> FrameWriter.messageHeader(out, true, 300))).isEqualTo("817e012c");
        assertThat(written(out -> FrameWriter.messageHeader(out, false, 70_000)))
                .isEqualTo("827f0000000000011170");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 2, 8200",
        "125, 127, 827d",
        "126, 130, 827e007e",
        "65535, 65539, 827effff",
        "65536, 65546, 827f0000000000010000",
        "1000000, 1000010, 827f00000000000f4240"
    })
    void a_length_is_encoded_in_the_fewest_bytes_and_the_size_is_known_beforehand(int length, int size, String header) {
        ByteBuf out = Unpooled.buffer(0);
        FrameWriter.binary(out, new byte[length]);
        assertThat(out.readableBytes()).isEqualTo(size).isEqualTo(FrameWriter.frameSize(length));
        assertThat(ByteBufUtil.hexDump(out)).startsWith(header);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 65_535, 65_536})
    void a_buffer_of_exactly_the_size_does_not_grow(int length) {
        ByteBuf out = Unpooled.buffer(FrameWriter.frameSize(length), FrameWriter.frameSize(length));
        FrameWriter.text(out, "x".repeat(length));
        assertThat(out.isWritable()).isFalse();
    }

    @Test
    void the_size_of_a_text_is_known_beforehand_whatever_its_characters() {
        for (String text :
                List.of("", "abc", "größer", "漢字", "𝄞", "\uD834", "a\uDD1Eb", "ж".repeat(63), "ж".repeat(40_000))) {
            assertThat(written(out -> FrameWriter.text(out, text)).length() / 2)
                    .isEqualTo(FrameWriter.textFrameSize(text));
        }
    }

    @Test
    void an_unpaired_surrogate_becomes_a_question_mark() {
        assertThat(written(out -> FrameWriter.text(out, "a\uD834b"))).isEqualTo("8103613f62");
    }

    @Test
    void pings_and_pongs_carry_their_payload() {
        byte[] payload = {9, 8, 7};
        assertThat(written(out -> FrameWriter.ping(out, payload))).isEqualTo("8903090807");
        assertThat(written(out -> FrameWriter.pong(out, around(payload), 2, 3))).isEqualTo("8a03090807");
        assertThat(written(out -> FrameWriter.ping(out, new byte[125]))).startsWith("897d00");
    }

    @Test
    void a_control_frame_of_more_than_125_bytes_is_refused_and_nothing_is_written() {
        ByteBuf out = Unpooled.buffer();
        ByteBuf payload = Unpooled.buffer().writeZero(126);
        assertThatThrownBy(() -> FrameWriter.ping(out, new byte[126]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("126");
        assertThatThrownBy(() -> FrameWriter.pong(out, payload, 0, 126)).isInstanceOf(IllegalArgumentException.class);
        assertThat(out.isReadable()).isFalse();
    }

    @Test
    void a_close_frame_carries_its_code_and_reason() {
        assertThat(written(out -> FrameWriter.close(out, CloseFrame.of(CloseCode.NORMAL, "bye"))))
                .isEqualTo("880503e8627965");
        assertThat(written(out -> FrameWriter.close(out, CloseFrame.of(CloseCode.GOING_AWAY, ""))))
                .isEqualTo("880203e9");
        assertThat(written(out -> FrameWriter.close(out, CloseFrame.EMPTY))).isEqualTo("8800");
    }

    @Test
    void a_reason_too_long_is_cut_between_characters_and_fits() {
        String hex = written(out -> FrameWriter.close(out, CloseFrame.of(CloseCode.NORMAL, "€".repeat(100))));
        assertThat(hex).isEqualTo("887d03e8" + "e282ac".repeat(41));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 999, 1004, 1005, 1006, 1015, 2999, 5000})
    void a_code_that_may_not_be_on_the_wire_is_refused_and_nothing_is_written(int code) {
        ByteBuf out = Unpooled.buffer();
        assertThatThrownBy(() -> FrameWriter.close(out, CloseFrame.of(new CloseCode(code), "")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(Integer.toString(code));
        assertThat(out.isReadable()).isFalse();
    }

    private static ByteBuf around(byte[] payload) {
        return Unpooled.buffer()
                .writeByte('<')
                .writeByte('<')
                .writeBytes(payload)
                .writeByte('>');
    }

    private static String written(Consumer<ByteBuf> write) {
        ByteBuf out = Unpooled.buffer(0);
        write.accept(out);
        return ByteBufUtil.hexDump(out);
    }
}
