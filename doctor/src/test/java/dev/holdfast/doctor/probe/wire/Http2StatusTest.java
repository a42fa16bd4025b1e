package dev.holdfast.doctor.probe.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The first two Huffman-coded values are those of RFC 7541 C.6.
final class Http2StatusTest {
    @ParameterizedTest
    @CsvSource({
        "88, 200",
        "8d, 404",
        "3fe11f88, 200", // a table size update before it
        "4803333032, 302",
        "48826402, 302",
        "4883640eff, 307",
        "0803353031, 501",
        "080331303100, 101",
    })
    void a_status_is_read_in_each_of_its_forms(String bytes, int status) throws IOException {
        assertThat(Http2Status.of(HexFormat.of().parseHex(bytes), 4)).isEqualTo(status);
    }

    @Test
    void padding_and_priority_before_it_are_passed_over() throws IOException {
        assertThat(Http2Status.of(HexFormat.of().parseHex("01000000000f88"), 0x2c))
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"''", "82", "48", "4803", "480341414100", "4883ffffff"})
    void what_is_no_status_is_an_error_and_never_more(String bytes) {
        assertThatThrownBy(() -> Http2Status.of(HexFormat.of().parseHex(bytes), 4))
                .isInstanceOf(IOException.class);
    }
}
