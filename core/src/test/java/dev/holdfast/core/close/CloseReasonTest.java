package dev.holdfast.core.close;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CloseReasonTest {
    private static final String TWO_BYTES = "é";
    private static final String THREE_BYTES = "€";
    private static final String FOUR_BYTES = "😀";

    @ParameterizedTest
    @ValueSource(strings = {"", "bye", "naïve", "a\u0000b", FOUR_BYTES})
    void a_short_reason_stays_as_it_is(String reason) {
        assertThat(CloseReason.cut(reason)).isEqualTo(reason);
    }

    @Test
    void a_reason_of_exactly_123_bytes_stays_as_it_is() {
        assertThat(CloseReason.cut("a".repeat(123))).hasSize(123);
        assertThat(CloseReason.cut(THREE_BYTES.repeat(41))).isEqualTo(THREE_BYTES.repeat(41));
    }

    @Test
    void bytes_are_counted_and_not_characters() {
        // 62 characters and 124 bytes: a limit on characters would let it pass.
        assertThat(CloseReason.cut(TWO_BYTES.repeat(62))).isEqualTo(TWO_BYTES.repeat(61));
    }

    @Test
    void a_character_is_never_split() {
        assertThat(CloseReason.cut("a".repeat(122) + TWO_BYTES)).isEqualTo("a".repeat(122));
        assertThat(CloseReason.cut("a".repeat(121) + THREE_BYTES)).isEqualTo("a".repeat(121));
        assertThat(CloseReason.cut("a".repeat(120) + FOUR_BYTES)).isEqualTo("a".repeat(120));
        assertThat(CloseReason.cut("a".repeat(119) + FOUR_BYTES)).isEqualTo("a".repeat(119) + FOUR_BYTES);
    }

    @Test
    void a_pair_of_surrogates_at_the_edge_goes_or_stays_as_a_whole() {
        assertThat(CloseReason.cut("a".repeat(123) + FOUR_BYTES)).isEqualTo("a".repeat(123));
        assertThat(CloseReason.cut("a".repeat(122) + FOUR_BYTES)).isEqualTo("a".repeat(122));
    }

    @Test
    void half_a_pair_becomes_a_question_mark_because_utf8_has_no_bytes_for_it() {
        assertThat(CloseReason.cut("a\uD83D")).isEqualTo("a?");
        assertThat(CloseReason.cut("\uDE00a")).isEqualTo("?a");
        assertThat(CloseReason.cut("\uD83D".repeat(200))).isEqualTo("?".repeat(123));
    }

    @Test
    void whatever_is_cut_is_valid_utf8_of_at_most_123_bytes_and_the_longest_such_beginning() throws Exception {
        Random random = new Random(20_260_801);
        for (int i = 0; i < 20_000; i++) {
            String text = randomText(random);
            String cut = CloseReason.cut(text);
            byte[] bytes = strictUtf8(cut);
            assertThat(bytes.length).isLessThanOrEqualTo(CloseReason.MAX_BYTES);

            String whole = new String(text.getBytes(UTF_8), UTF_8);
            assertThat(whole).startsWith(cut);
            if (!whole.equals(cut)) {
                int next = Character.charCount(whole.codePointAt(cut.length()));
                String longer = whole.substring(0, cut.length() + next);
                assertThat(longer.getBytes(UTF_8).length).isGreaterThan(CloseReason.MAX_BYTES);
            }
        }
    }

    private static String randomText(Random random) {
        StringBuilder text = new StringBuilder();
        int size = random.nextInt(140);
        while (text.length() < size) {
            switch (random.nextInt(8)) {
                case 0 -> text.append((char) random.nextInt(0x10000));
                case 1 -> text.appendCodePoint(0x10000 + random.nextInt(0x100000));
                case 2 -> text.append(TWO_BYTES);
                case 3 -> text.append(THREE_BYTES);
                default -> text.append('x');
            }
        }
        return text.toString();
    }

    private static byte[] strictUtf8(String text) throws CharacterCodingException {
        ByteBuffer bytes = UTF_8.newEncoder().encode(java.nio.CharBuffer.wrap(text));
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return copy;
    }
}
