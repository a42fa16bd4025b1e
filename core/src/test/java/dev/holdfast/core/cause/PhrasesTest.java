package dev.holdfast.core.cause;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.core.close.CloseCode;
import dev.holdfast.core.close.CloseFrame;
import dev.holdfast.core.close.TransportEnd;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PhrasesTest {
    @ParameterizedTest
    @CsvSource({
        "PT0S, 0 ms",
        "PT0.0004S, 0.4 ms",
        "PT0.00995S, 10 ms",
        "PT0.012S, 12 ms",
        "PT0.9994S, 999 ms",
        "PT0.9996S, 1 s",
        "PT1S, 1 s",
        "PT12.34S, 12.3 s",
        "PT60S, 60 s",
        "PT119.9S, 119.9 s",
        "PT2M, 2 min",
        "PT4M10S, 4 min 10 s",
        "PT1H59M59S, 119 min 59 s",
        "PT3H20M, 3 h 20 min",
        "PT47H, 47 h",
        "PT48H, 2 days",
        "PT1000H, 41 days"
    })
    void a_time_is_as_precise_as_a_reader_needs(Duration duration, String words) {
        assertThat(Phrases.time(duration)).isEqualTo(words);
    }

    @Test
    void numbers_look_the_same_whatever_the_machines_language() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);
            assertThat(Phrases.time(Duration.ofMillis(12_300))).isEqualTo("12.3 s");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void a_frame_is_told_with_what_it_carried_and_nothing_else() {
        assertThat(Phrases.frame(CloseFrame.EMPTY)).isEqualTo("an empty close frame");
        assertThat(Phrases.frame(CloseFrame.of(CloseCode.NORMAL, "")))
                .isEqualTo("a close frame with code 1000 and no reason");
        assertThat(Phrases.frame(CloseFrame.of(new CloseCode(4000), "bye")))
                .isEqualTo("a close frame with code 4000 and reason \"bye\"");
    }

    @Test
    void ends_of_tcp_are_told_apart() {
        assertThat(new TransportEnd[] {
                    new TransportEnd.PeerFin(false),
                    new TransportEnd.PeerFin(true),
                    new TransportEnd.PeerReset(TransportEnd.SeenBy.READ, "x"),
                    new TransportEnd.PeerReset(TransportEnd.SeenBy.WRITE, "x"),
                    new TransportEnd.LocalClose(true),
                    new TransportEnd.LocalAbort("x"),
                    new TransportEnd.TimedOut("x"),
                    new TransportEnd.Failed("X", "")
                })
                .extracting(Phrases::transport)
                .doesNotHaveDuplicates()
                .noneMatch(String::isBlank);
        assertThat(Phrases.transport(new TransportEnd.Failed("java.io.IOException", "No route to host")))
                .isEqualTo("TCP failed with java.io.IOException: No route to host");
    }

    @ParameterizedTest
    @CsvSource({"0, 0 messages", "1, 1 message", "2, 2 messages"})
    void counts_are_in_the_right_number(long number, String words) {
        assertThat(Phrases.count(number, "message")).isEqualTo(words);
    }
}
