package dev.holdfast.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientFrameTest {
    @Test
    void a_masked_text_frame_is_the_example_of_the_rfc() {
        byte[] frame = ClientFrame.masked(0x1, "Hello".getBytes(StandardCharsets.US_ASCII), 0x37fa213d);

        // RFC 6455 5.7: "A single-frame masked text message"
        assertThat(HexFormat.ofDelimiter(" ").formatHex(frame)).isEqualTo("81 85 37 fa 21 3d 7f 9f 4d 51 58");
    }

    @ParameterizedTest
    @CsvSource({"125, 82fd", "126, 82fe007e", "65535, 82feffff", "65536, 82ff0000000000010000"})
    void the_length_is_encoded_in_the_fewest_bytes(int length, String header) {
        byte[] frame = ClientFrame.masked(0x2, new byte[length], 0);

        assertThat(HexFormat.of().formatHex(frame, 0, header.length() / 2)).isEqualTo(header);
        assertThat(frame).hasSize(header.length() / 2 + 4 + length);
    }
}
