package dev.holdfast.core.close;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.holdfast.core.close.CloseExchange.Order;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CloseExchangeTest {
    private static final CloseFrame BYE = CloseFrame.of(new CloseCode(4000), "bye");
    private static final TransportEnd FIN = new TransportEnd.PeerFin(false);

    @Test
    void where_no_close_frame_came_1006_is_reported_whatever_we_sent() {
        assertThat(new CloseExchange(null, null, Order.NONE, FIN).reportedCode())
                .isEqualTo(1006);
        assertThat(new CloseExchange(null, BYE, Order.SENT_FIRST, FIN).reportedCode())
                .isEqualTo(1006);
        assertThat(new CloseExchange(null, BYE, Order.SENT_FIRST, FIN).reportedReason())
                .isEmpty();
    }

    @Test
    void for_an_empty_close_frame_1005_is_reported_and_for_any_other_its_code() {
        assertThat(received(CloseFrame.EMPTY).reportedCode()).isEqualTo(1005);
        assertThat(received(BYE).reportedCode()).isEqualTo(4000);
        assertThat(received(BYE).reportedReason()).isEqualTo("bye");
    }

    @ParameterizedTest
    @EnumSource(Order.class)
    void an_order_that_the_frames_contradict_cant_be_built(Order order) {
        refused(order == Order.NONE ? BYE : null, null, order);
        refused(null, order == Order.NONE ? BYE : null, order);
        switch (order) {
            case NONE -> refused(BYE, BYE, order);
            case RECEIVED_FIRST -> refused(null, BYE, order);
            case SENT_FIRST -> refused(BYE, null, order);
        }
    }

    private static void refused(@Nullable CloseFrame received, @Nullable CloseFrame sent, Order order) {
        assertThatIllegalArgumentException().isThrownBy(() -> new CloseExchange(received, sent, order, FIN));
    }

    private static CloseExchange received(CloseFrame frame) {
        return new CloseExchange(frame, null, Order.RECEIVED_FIRST, FIN);
    }
}
