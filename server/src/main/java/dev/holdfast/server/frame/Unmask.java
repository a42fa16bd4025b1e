package dev.holdfast.server.frame;

import java.nio.ByteBuffer;

/// Takes the mask off payloads in place (RFC 6455 5.3), eight bytes at a time, and for text walks the UTF-8 automaton
/// in the same pass, so that each byte is loaded once.
///
/// Buffers are big-endian, as Netty's and the wire are: the mask's first byte is its highest, so that a word of payload
/// and a word of mask line up whatever the machine.
final class Unmask {
    private static final long NOT_ASCII = 0x8080808080808080L;

    private Unmask() {}

    /// The mask for the bytes that follow `consumed` bytes of payload.
    static int rotate(int mask, int consumed) {
        return Integer.rotateLeft(mask, consumed << 3);
    }

    static void bytes(ByteBuffer buffer, int from, int length, int mask) {
        long wide = wide(mask);
        int end = from + length;
        int at = from;
        for (int stop = end - 7; at < stop; at += 8) {
            buffer.putLong(at, buffer.getLong(at) ^ wide);
        }
        for (int shift = 24; at < end; at++, shift -= 8) {
            buffer.put(at, (byte) (buffer.get(at) ^ mask >>> shift));
        }
    }

    /// @param state the automaton's state before these bytes
    /// @return its state after them; [Utf8#REJECT] at once when it comes to that, the rest then stays masked
    static int text(ByteBuffer buffer, int from, int length, int mask, int state) {
        long wide = wide(mask);
        int end = from + length;
        int at = from;
        int utf8 = state;
        for (int stop = end - 7; at < stop; at += 8) {
            long word = buffer.getLong(at) ^ wide;
            buffer.putLong(at, word);
            if (((word & NOT_ASCII) | utf8) != 0) {
                utf8 = Utf8.next8(utf8, word);
                if (utf8 == Utf8.REJECT) {
                    return utf8;
                }
            }
        }
        for (int shift = 24; at < end; at++, shift -= 8) {
            byte octet = (byte) (buffer.get(at) ^ mask >>> shift);
            buffer.put(at, octet);
            utf8 = Utf8.next(utf8, octet);
        }
        return utf8;
    }

    private static long wide(int mask) {
        return (long) mask << 32 | (mask & 0xFFFFFFFFL);
    }
}
