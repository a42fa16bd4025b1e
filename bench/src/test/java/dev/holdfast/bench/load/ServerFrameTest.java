package dev.holdfast.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerFrameTest {
    private final ServerFrame frame = new ServerFrame(70_000);

    @Test
    void an_unmasked_text_frame_is_the_example_of_the_rfc() throws BadReply {
        // RFC 6455 5.7: "A single-frame unmasked text message"
        byte[] bytes = HexFormat.ofDelimiter(" ").parseHex("81 05 48 65 6c 6c 6f");

        assertThat(frame.read(bytes, 0, bytes.length)).isEqualTo(7);
        assertThat(frame.opcode()).isEqualTo(1);
        assertThat(frame.payloadAt()).isEqualTo(2);
        assertThat(frame.payloadBytes()).isEqualTo(5);
        assertThat(frame.isControl()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"8200, 0", "827d, 125", "827e007e, 126", "827effff, 65535", "827f0000000000010000, 65536"})
    void each_length_is_read_and_asks_for_every_missing_byte(String header, int length) throws BadReply {
        byte[] start = HexFormat.of().parseHex(header);
        byte[] bytes = Arrays.copyOf(start, start.length + length);

        for (int have = 0; have < bytes.length; have += have < 16 ? 1 : 1_000) {
            assertThat(frame.read(bytes, 0, have)).as("with %d bytes", have).isEqualTo(ServerFrame.INCOMPLETE);
        }
        assertThat(frame.read(bytes, 0, bytes.length)).isEqualTo(bytes.length);
        assertThat(frame.payloadBytes()).isEqualTo(length);
    }

    @ParameterizedTest
    @CsvSource({
        "c200, PROTOCOL, a reserved bit without an extension",
        "a200, PROTOCOL, a reserved bit without an extension",
        "9200, PROTOCOL, a reserved bit without an extension",
        "8300, PROTOCOL, opcode 3",
        "8b00, PROTOCOL, opcode 11",
        "0200, PROTOCOL, a fragment",
        "8000, PROTOCOL, a fragment",
        "828000000000, PROTOCOL, a masked frame",
        "897e007e, PROTOCOL, a frame too long: 126 bytes",
        "827e007d, PROTOCOL, a length that is not encoded in the fewest bytes",
        "827f000000000000ffff, PROTOCOL, a length that is not encoded in the fewest bytes",
        "827f8000000000000000, PROTOCOL, a length that is not encoded in the fewest bytes",
        "827f7fffffffffffffff, PAYLOAD, a frame too long: 9223372036854775807 bytes"
    })
    void what_no_right_server_sends_is_refused_from_its_header(String header, Fault fault, String words) {
        byte[] bytes = HexFormat.of().parseHex(header);

        assertThatExceptionOfType(BadReply.class)
                .isThrownBy(() -> frame.read(bytes, 0, bytes.length))
                .withMessage(words)
                .satisfies(refusal -> assertThat(refusal.fault).isEqualTo(fault));
    }
}
