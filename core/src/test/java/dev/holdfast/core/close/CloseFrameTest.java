package dev.holdfast.core.close;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class CloseFrameTest {
    @Test
    void an_empty_close_frame_has_no_code_and_is_reported_as_1005() {
        assertThat(CloseFrame.EMPTY.code()).isNull();
        assertThat(CloseFrame.EMPTY.reportedCode()).isEqualTo(1005);
    }

    @Test
    void a_frame_with_1000_is_not_an_empty_one() {
        CloseFrame normal = CloseFrame.of(CloseCode.NORMAL, "");
        assertThat(normal.reportedCode()).isEqualTo(1000);
        assertThat(normal).isNotEqualTo(CloseFrame.EMPTY);
    }

    @Test
    void a_reason_is_cut_to_what_a_frame_can_carry() {
        assertThat(CloseFrame.of(CloseCode.NORMAL, "é".repeat(100)).reason()).isEqualTo("é".repeat(61));
    }

    @Test
    void a_reason_without_a_code_has_no_place_in_a_frame() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CloseFrame(null, "bye"))
                .withMessageContaining("close code");
    }
}
