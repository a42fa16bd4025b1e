package dev.holdfast.server.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Ten messages a second, five at once.
class MessageRateTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long START = -3 * SECOND;

    private final MessageRate rate = new MessageRate(10, 5, START);
    private long now = START;

    private void passes(double seconds) {
        now += Math.round(seconds * SECOND);
    }

    /// We do not read for so long.
    private void heldBack(double seconds) {
        long from = now;
        passes(seconds);
        rate.heldBack(from, now);
    }

    /// How many of so many, in one moment, are let through.
    private int accepted(int messages) {
        for (int i = 0; i < messages; i++) {
            if (rate.exceeded(now)) {
                return i;
            }
        }
        return messages;
    }

    @Test
    void a_burst_is_let_through_and_not_one_message_more() {
        assertThat(accepted(100)).isEqualTo(5);
    }

    @Test
    void silence_fills_the_bucket_to_one_burst_and_no_further() {
        assertThat(accepted(5)).isEqualTo(5);
        passes(3600);
        assertThat(accepted(100)).isEqualTo(5);
    }

    /// Two worlds that look alike after the pause: a client that kept the rate while we did not read, and one that did
    /// not. The first must pass whole.
    @Test
    void what_was_sent_at_the_rate_while_we_did_not_read_passes_all_at_once() {
        assertThat(accepted(5)).isEqualTo(5);
        heldBack(10);
        assertThat(accepted(100)).isEqualTo(100);
    }

    @Test
    void more_than_that_is_too_fast() {
        assertThat(accepted(5)).isEqualTo(5);
        heldBack(10);
        assertThat(accepted(1000)).isEqualTo(100);
    }

    @Test
    void the_burst_that_was_left_before_the_pause_is_left_after_it() {
        passes(60);
        heldBack(10);
        assertThat(accepted(1000)).isEqualTo(105);
    }

    @Test
    void pauses_with_little_read_between_them_add_up() {
        assertThat(accepted(5)).isEqualTo(5);
        for (int i = 0; i < 5; i++) {
            heldBack(10);
            assertThat(accepted(20)).isEqualTo(20);
        }
        assertThat(accepted(1000)).isEqualTo(400);
    }

    @Test
    void what_waited_may_come_bit_by_bit_while_the_client_goes_on_at_its_rate() {
        assertThat(accepted(5)).isEqualTo(5);
        heldBack(10);
        for (int i = 0; i < 100; i++) {
            passes(0.1);
            assertThat(accepted(2)).isEqualTo(2);
        }
        assertThat(accepted(1)).isZero();
    }

    @Test
    void a_client_that_was_quiet_for_long_after_the_pause_has_one_burst_again() {
        heldBack(10);
        assertThat(accepted(1)).isEqualTo(1);
        passes(5);
        assertThat(accepted(1000)).isEqualTo(5);
    }

    @Test
    void many_pauses_are_no_more_than_a_minute_together() {
        for (int i = 0; i < 20; i++) {
            heldBack(10);
        }
        assertThat(accepted(10_000)).isEqualTo(605);
    }

    @Test
    void one_pause_that_is_longer_than_that_counts_whole() {
        heldBack(10);
        heldBack(120);
        assertThat(accepted(10_000)).isEqualTo(1205);
    }
}
