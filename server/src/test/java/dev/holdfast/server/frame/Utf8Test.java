package dev.holdfast.server.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// The automaton beside the JDK's strict decoder, and for unfinished sequences beside the definition.
class Utf8Test {
    private final CharsetDecoder strict = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    private final CharBuffer chars = CharBuffer.allocate(64);

    @Test
    void every_sequence_of_one_two_and_three_bytes_is_judged_as_the_strict_decoder_judges_it() {
        for (int length = 1; length <= 3; length++) {
            byte[] sequence = new byte[length];
            for (int value = 0; value < 1 << 8 * length; value++) {
                write(sequence, value);
                compare(sequence);
            }
        }
    }

    @Test
    void four_bytes_are_judged_as_the_strict_decoder_judges_them() {
        int[] leads = {0x41, 0xC3, 0xE2, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xF7, 0xF8, 0xFF};
        int[] followers = {0x00, 0x41, 0x7F, 0x80, 0x81, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC2, 0xED, 0xF0, 0xFF};
        for (int first : leads) {
            for (int second = 0; second < 256; second++) {
                for (int third : followers) {
                    for (int fourth : followers) {
                        compare(new byte[] {(byte) first, (byte) second, (byte) third, (byte) fourth});
                    }
                }
            }
        }
    }

    @Test
    void every_code_point_is_accepted_and_no_surrogate_is() {
        for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
            if (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE) {
                byte[] encoded = Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
                assertThat(stateAfter(encoded)).isEqualTo(Utf8.ACCEPT);
            } else {
                byte[] encoded = {
                    (byte) (0xE0 | codePoint >> 12),
                    (byte) (0x80 | codePoint >> 6 & 0x3F),
                    (byte) (0x80 | codePoint & 0x3F)
                };
                assertThat(stateAfter(encoded)).isEqualTo(Utf8.REJECT);
            }
        }
    }

    @Test
    void an_octet_is_refused_exactly_when_no_text_can_go_on_with_it() {
        // All beginnings of up to four bytes whose first three are possible; the rest ends earlier.
        byte[] sequence = new byte[4];
        for (int value = 0; value < 1 << 24; value++) {
            write(sequence, value << 8 | 0x80);
            ReferenceUtf8 reference = new ReferenceUtf8();
            int state = Utf8.ACCEPT;
            for (byte octet : sequence) {
                boolean possible = reference.possible(octet & 0xFF);
                state = Utf8.next(state, octet);
                if (possible != (state != Utf8.REJECT)) {
                    throw new AssertionError(String.format("%08x at %02x", value << 8 | 0x80, octet));
                }
                if (!possible) {
                    break;
                }
                if (reference.unfinished() != (state != Utf8.ACCEPT)) {
                    throw new AssertionError(String.format("%08x at %02x", value << 8 | 0x80, octet));
                }
            }
        }
    }

    @Test
    void a_run_leads_to_the_same_state_as_its_octets_one_by_one() {
        String text = "plain words and größer, Съешь же, 漢字かな, 👩‍🚀𝄞 and plain words again";
        for (int seed = 0; seed < 20_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            byte[] octets = text.repeat(2).getBytes(StandardCharsets.UTF_8);
            if (seed % 3 == 0) {
                octets[random.nextInt(octets.length)] = (byte) random.nextInt(256);
            }
            int from = random.nextInt(octets.length);
            int length = random.nextInt(octets.length - from + 1);
            int before = random.nextInt(9) * 6;
            int expected = before;
            for (int i = from; i < from + length; i++) {
                expected = Utf8.next(expected, octets[i]);
            }
            assertThat(Utf8.next(before, ByteBuffer.wrap(octets), from, length))
                    .as("seed %d", seed)
                    .isEqualTo(expected);
        }
    }

    @Test
    void nothing_leads_out_of_rejection() {
        for (int octet = 0; octet < 256; octet++) {
            assertThat(Utf8.next(Utf8.REJECT, octet)).isEqualTo(Utf8.REJECT);
        }
    }

    private void compare(byte[] sequence) {
        chars.clear();
        strict.reset();
        boolean valid = !strict.decode(ByteBuffer.wrap(sequence), chars, true).isError();
        if (valid != (stateAfter(sequence) == Utf8.ACCEPT)) {
            throw new AssertionError(
                    "valid is " + valid + " for " + HexFormat.of().formatHex(sequence));
        }
    }

    private static int stateAfter(byte[] sequence) {
        int state = Utf8.ACCEPT;
        for (byte octet : sequence) {
            state = Utf8.next(state, octet);
        }
        return state;
    }

    private static void write(byte[] sequence, int value) {
        for (int i = 0; i < sequence.length; i++) {
            sequence[i] = (byte) (value >>> 8 * (sequence.length - 1 - i));
        }
    }
}
