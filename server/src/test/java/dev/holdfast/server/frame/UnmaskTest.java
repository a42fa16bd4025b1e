package dev.holdfast.server.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class UnmaskTest {
    private static final int MASK = 0x37FA213D;
    private static final int AROUND = 8;

    @Test
    void every_length_and_alignment_is_unmasked_and_nothing_around_it_is_touched() {
        for (boolean direct : new boolean[] {false, true}) {
            for (int length = 0; length < 530; length++) {
                for (int shift = 0; shift < AROUND; shift++) {
                    check(direct, length, shift);
                }
            }
        }
    }

    @Test
    void one_byte_that_is_not_ascii_is_noticed_wherever_it_stands() {
        for (int length = 1; length < 530; length++) {
            for (int place = 0; place < length; place++) {
                ByteBuffer buffer = ByteBuffer.allocate(length);
                buffer.put(place, (byte) 0x80);
                assertThat(Unmask.unmask(buffer, 0, length, 0)).isFalse();
            }
            assertThat(Unmask.unmask(ByteBuffer.allocate(length), 0, length, 0x7F7F7F7F))
                    .isTrue();
        }
    }

    @Test
    void a_payload_unmasked_in_two_pieces_is_the_payload_unmasked_at_once() {
        for (int cut = 0; cut <= 20; cut++) {
            ByteBuffer whole = ByteBuffer.wrap(new byte[20]);
            ByteBuffer pieces = ByteBuffer.wrap(new byte[20]);
            Unmask.unmask(whole, 0, 20, MASK);
            Unmask.unmask(pieces, 0, cut, MASK);
            Unmask.unmask(pieces, cut, 20 - cut, Unmask.rotate(MASK, cut));
            assertThat(pieces).as("cut at %d", cut).isEqualTo(whole);
        }
    }

    private static void check(boolean direct, int length, int shift) {
        byte[] random = new byte[AROUND + length + AROUND];
        new SplittableRandom(length).nextBytes(random);
        ByteBuffer buffer = direct ? ByteBuffer.allocateDirect(random.length) : ByteBuffer.allocate(random.length);
        buffer.put(0, random);
        boolean ascii = Unmask.unmask(buffer, shift, length, MASK);
        boolean expectedAscii = true;
        for (int i = 0; i < random.length; i++) {
            boolean inside = i >= shift && i < shift + length;
            int key = inside ? MASK >>> 24 - (i - shift) % 4 * 8 : 0;
            byte expected = (byte) (random[i] ^ key);
            expectedAscii &= !inside || expected >= 0;
            if (buffer.get(i) != expected) {
                throw new AssertionError("byte " + i + " of " + length + " from " + shift + ", direct: " + direct);
            }
        }
        assertThat(ascii).isEqualTo(expectedAscii);
    }
}
