package dev.holdfast.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EchoMessageTest {
    private final SplittableRandom random = new SplittableRandom(6455);

    @ParameterizedTest
    @ValueSource(ints = {8, 64, 125, 126, 65_535, 65_536})
    void what_is_sent_is_what_is_expected_back(int length) {
        EchoMessage message = new EchoMessage(new Payload(Payload.Kind.BINARY, length), random);

        for (int sequence : new int[] {0, 1, 0x1234_abcd, Integer.MAX_VALUE, -1}) {
            byte[] payload = unmasked(message, length, sequence);
            assertThat(message.isEcho(payload, 0, length, sequence)).isTrue();
            assertThat(message.isEcho(payload, 0, length, sequence + 1)).isFalse();
            assertThat(message.isEcho(payload, 0, length - 1, sequence)).isFalse();
        }
    }

    @Test
    void a_single_wrong_bit_anywhere_is_noticed() {
        EchoMessage message = new EchoMessage(new Payload(Payload.Kind.BINARY, 64), random);
        byte[] payload = unmasked(message, 64, 77);

        for (int bit = 0; bit < 64 * 8; bit++) {
            payload[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(message.isEcho(payload, 0, 64, 77)).as("bit %d", bit).isFalse();
            payload[bit / 8] ^= (byte) (1 << bit % 8);
        }
    }

    @Test
    void a_text_payload_is_printable_ascii_with_the_sequence_number_in_front() {
        EchoMessage message = new EchoMessage(new Payload(Payload.Kind.TEXT, 24), random);

        assertThat(new String(unmasked(message, 24, 0x0f12_34e5), StandardCharsets.US_ASCII))
                .isEqualTo("apbcdeof" + "k brown fox jump");
    }

    @Test
    void messages_lie_one_behind_the_other_in_a_buffer() {
        EchoMessage message = new EchoMessage(new Payload(Payload.Kind.BINARY, 64), random);
        ByteBuffer out = ByteBuffer.allocate(2 * message.frameBytes());

        message.put(out, 1);
        message.put(out, 2);

        assertThat(out.hasRemaining()).isFalse();
        byte[] second = new byte[message.frameBytes()];
        out.get(message.frameBytes(), second);
        assertThat(message.isEcho(unmasked(second, 64), 0, 64, 2)).isTrue();
    }

    private static byte[] unmasked(EchoMessage message, int length, int sequence) {
        ByteBuffer out = ByteBuffer.allocate(message.frameBytes());
        message.put(out, sequence);
        return unmasked(out.array(), length);
    }

    /// By RFC 6455 5.3, written down once more: octet i of the payload XOR octet i modulo 4 of the mask.
    private static byte[] unmasked(byte[] frame, int length) {
        int payloadAt = frame.length - length;
        byte[] payload = new byte[length];
        for (int i = 0; i < length; i++) {
            payload[i] = (byte) (frame[payloadAt + i] ^ frame[payloadAt - 4 + i % 4]);
        }
        return payload;
    }
}
