package dev.holdfast.bench.load;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/// The one message of a run, as a masked frame that is ready to send: between two messages only the eight letters
/// of the sequence number change. One mask for the whole run, drawn at random: the server has to unmask all the
/// same, and the generator does not become the thing that is measured.
final class EchoMessage {
    /// A sequence number is written as eight letters, a to p, four bits each, so that a text payload stays text.
    static final int SEQUENCE_BYTES = 8;

    private static final byte[] FILLER =
            "The quick brown fox jumps over the lazy dog. ".getBytes(StandardCharsets.US_ASCII);
    private static final VarHandle AS_LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final int opcode;
    private final byte[] plain;
    private final byte[] frame;
    private final int headerBytes;
    private final long maskOfSequence;

    EchoMessage(Payload payload, RandomGenerator random) {
        this.opcode = payload.kind().opcode;
        this.plain = new byte[payload.bytes()];
        for (int i = 0; i < plain.length; i++) {
            plain[i] = FILLER[i % FILLER.length];
        }
        int mask = random.nextInt();
        this.maskOfSequence = (Integer.toUnsignedLong(mask) << 32) | Integer.toUnsignedLong(mask);
        this.frame = ClientFrame.masked(opcode, plain, mask);
        this.headerBytes = frame.length - plain.length;
    }

    int opcode() {
        return opcode;
    }

    int payloadBytes() {
        return plain.length;
    }

    int frameBytes() {
        return frame.length;
    }

    /// Appends the frame with this sequence number. `out` is big-endian, as a new buffer is.
    void put(ByteBuffer out, int sequence) {
        int payloadAt = out.position() + headerBytes;
        out.put(frame);
        out.putLong(payloadAt, letters(sequence) ^ maskOfSequence);
    }

    /// Whether these bytes are the unmasked payload with this sequence number.
    boolean isEcho(byte[] bytes, int from, int length, int sequence) {
        return length == plain.length
                && (long) AS_LONG.get(bytes, from) == letters(sequence)
                && Arrays.equals(bytes, from + SEQUENCE_BYTES, from + length, plain, SEQUENCE_BYTES, plain.length);
    }

    static long letters(int sequence) {
        return Long.expand(Integer.toUnsignedLong(sequence), 0x0f0f_0f0f_0f0f_0f0fL) + 0x6161_6161_6161_6161L;
    }
}
