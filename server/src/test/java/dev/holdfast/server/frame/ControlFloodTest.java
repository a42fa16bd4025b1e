package dev.holdfast.server.frame;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.evidence.Violation;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ControlFloodTest {
    private static final String FLOOD = Event.violation(Violation.CONTROL_FLOOD);
    private static final Duration AN_INTERVAL = Duration.ofMillis(20);

    @Test
    void a_hundred_at_once_pass_and_one_more_does_not() {
        try (Reading reading = new Reading()) {
            pings(reading, 100);
            assertThat(reading.events()).hasSize(100).doesNotContain(FLOOD);
            pings(reading, 1);
            assertThat(reading.events()).hasSize(101).endsWith(FLOOD);
        }
    }

    @Test
    void fifty_a_second_pass_for_ever() {
        try (Reading reading = new Reading()) {
            for (int i = 0; i < 10_000; i++) {
                reading.clock.advance(AN_INTERVAL);
                pings(reading, 1);
            }
            assertThat(reading.events()).doesNotContain(FLOOD);
        }
    }

    @Test
    void slightly_more_than_fifty_a_second_uses_up_the_burst_and_fails() {
        try (Reading reading = new Reading()) {
            for (int i = 0; i < 1_000 && !reading.events().contains(FLOOD); i++) {
                reading.clock.advance(AN_INTERVAL.minusMillis(2));
                pings(reading, 1);
            }
            // A tenth too fast, a hundred to spare: about a thousand.
            assertThat(reading.events()).hasSizeBetween(950, 1_000).endsWith(FLOOD);
        }
    }

    @Test
    void after_a_burst_each_interval_gives_one_frame_back() {
        try (Reading reading = new Reading()) {
            pings(reading, 100);
            reading.clock.advance(AN_INTERVAL.multipliedBy(3));
            pings(reading, 3);
            assertThat(reading.events()).doesNotContain(FLOOD);
            reading.clock.advance(AN_INTERVAL.minusNanos(1));
            pings(reading, 1);
            assertThat(reading.events()).endsWith(FLOOD);
        }
    }

    @Test
    void silence_saves_up_one_burst_and_no_more() {
        try (Reading reading = new Reading()) {
            pings(reading, 100);
            reading.clock.advance(Duration.ofDays(30));
            pings(reading, 100);
            assertThat(reading.events()).doesNotContain(FLOOD);
            pings(reading, 1);
            assertThat(reading.events()).endsWith(FLOOD);
        }
    }

    @Test
    void pings_between_fragments_are_limited_too() {
        try (Reading reading = new Reading()) {
            reading.read(ClientFrames.bytes().frame(Opcode.TEXT, (byte) 'a'));
            pings(reading, 101);
            assertThat(reading.events()).hasSize(101).endsWith(FLOOD);
        }
    }

    @Test
    void messages_are_no_control_frames() {
        try (Reading reading = new Reading()) {
            for (int i = 0; i < 1_000; i++) {
                reading.read(ClientFrames.bytes().text(""));
            }
            assertThat(reading.events()).hasSize(1_000).doesNotContain(FLOOD);
        }
    }

    @Test
    void the_clock_is_read_once_a_read_and_only_for_pings_and_pongs() {
        try (Reading reading = new Reading()) {
            reading.read(ClientFrames.bytes().text("a").text("b"));
            assertThat(reading.clock.readings).isZero();
            reading.read(ClientFrames.bytes().ping("a").text("b").pong("c").ping("d"));
            assertThat(reading.clock.readings).isOne();
            reading.read(ClientFrames.bytes().ping("e"));
            assertThat(reading.clock.readings).isEqualTo(2);
            reading.read(ClientFrames.bytes().emptyClose());
            assertThat(reading.clock.readings).isEqualTo(2);
        }
    }

    private static void pings(Reading reading, int count) {
        ClientFrames frames = ClientFrames.bytes();
        for (int i = 0; i < count; i++) {
            frames.ping("");
        }
        reading.read(frames);
    }
}
