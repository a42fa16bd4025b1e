package dev.holdfast.core.close;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CloseCodeTest {
    /// RFC 6455 7.4.1 and 7.4.2, and the IANA registry for 1012 to 1014.
    @ParameterizedTest
    @ValueSource(
            ints = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999})
    void a_code_of_the_registry_or_for_applications_may_be_on_the_wire(int code) {
        assertThat(new CloseCode(code).allowedOnWire()).isTrue();
    }

    /// RFC 6455 7.4.1: 1005, 1006 and 1015 "MUST NOT be set as a status code in a Close control frame by an endpoint".
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 999, 1004, 1005, 1006, 1015, 1016, 2000, 2999, 5000, 65535})
    void every_other_code_may_not(int code) {
        assertThat(new CloseCode(code).allowedOnWire()).isFalse();
    }

    @Test
    void every_code_with_a_name_here_may_be_on_the_wire() {
        assertThat(List.of(
                        CloseCode.NORMAL,
                        CloseCode.GOING_AWAY,
                        CloseCode.PROTOCOL_ERROR,
                        CloseCode.UNSUPPORTED_DATA,
                        CloseCode.INVALID_PAYLOAD,
                        CloseCode.POLICY_VIOLATION,
                        CloseCode.MESSAGE_TOO_BIG,
                        CloseCode.INTERNAL_ERROR,
                        CloseCode.SERVICE_RESTART,
                        CloseCode.TRY_AGAIN_LATER))
                .allMatch(CloseCode::allowedOnWire);
    }

    @Test
    void an_application_may_send_what_a_browsers_close_may() {
        assertThat(IntStream.rangeClosed(0, 65535)
                        .filter(code -> new CloseCode(code).allowedForApplications())
                        .boxed())
                .first()
                .isEqualTo(1000);
        assertThat(IntStream.rangeClosed(1001, 65535)
                        .filter(code -> new CloseCode(code).allowedForApplications())
                        .summaryStatistics())
                .satisfies(codes -> {
                    assertThat(codes.getMin()).isEqualTo(3000);
                    assertThat(codes.getMax()).isEqualTo(4999);
                    assertThat(codes.getCount()).isEqualTo(2000);
                });
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 65536, Integer.MIN_VALUE})
    void what_two_bytes_cant_carry_is_no_code(int code) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CloseCode(code))
                .withMessageContaining(Integer.toString(code));
    }
}
