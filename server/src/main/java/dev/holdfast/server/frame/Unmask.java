package dev.holdfast.server.frame;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Takes the mask off payloads where they lie (RFC 6455 5.3), eight bytes at a time.
///
/// The loops have the plain shape that HotSpot turns into vector instructions, and words are in the machine's
/// order, so that no byte swap stands between them. A block has a length known at compile time; otherwise HotSpot
/// would judge a loop by the lengths it has seen so far, and a server that warmed up on short messages would stay
/// slow with long ones.
final class Unmask {
    private static final VarHandle WORD = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final boolean LITTLE_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    private static final long NOT_ASCII = 0x8080808080808080L;
    private static final int BLOCK = 256;

    private Unmask() {}

    /// The mask for the bytes that follow `consumed` bytes of payload.
    static int rotate(int mask, int consumed) {
        return Integer.rotateLeft(mask, consumed << 3);
    }

    /// Unmasks, and says whether all of it is ASCII, which costs next to nothing while the bytes are at hand.
    ///
    /// @param mask its first byte in the highest bits, as the wire has it
    static boolean unmask(ByteBuffer buffer, int from, int length, int mask) {
        long wide = (long) mask << 32 | (mask & 0xFFFFFFFFL);
        long wordMask = LITTLE_ENDIAN ? Long.reverseBytes(wide) : wide;
        long seen = 0;
        int end = from + length;
        int at = from;
        for (int last = end - BLOCK; at <= last; at += BLOCK) {
            seen |= block(buffer, at, wordMask);
        }
        for (int last = end - 8; at <= last; at += 8) {
            long word = (long) WORD.get(buffer, at) ^ wordMask;
            WORD.set(buffer, at, word);
            seen |= word;
        }
        for (int shift = 24; at < end; at++, shift -= 8) {
            byte octet = (byte) (buffer.get(at) ^ mask >>> shift);
            buffer.put(at, octet);
            seen |= octet;
        }
        return (seen & NOT_ASCII) == 0;
    }

    private static long block(ByteBuffer buffer, int from, long wordMask) {
        long seen = 0;
        for (int i = 0; i < BLOCK; i += 8) {
            long word = (long) WORD.get(buffer, from + i) ^ wordMask;
            WORD.set(buffer, from + i, word);
            seen |= word;
        }
        return seen;
    }
}
