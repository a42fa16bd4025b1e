package dev.holdfast.server.frame;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// A strict UTF-8 automaton (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF, and an octet is
/// refused as soon as no valid text can go on with it.
///
/// A state is a shift. Each octet has one 64-bit row that holds the successor of every state in six bits; shifting
/// the row by the present state puts the next one into the low six bits. So the only work from octet to octet is
/// one shift: no branch, hence no misprediction, whatever the language of the text. Java shifts a `long` by the
/// low six bits of the distance, so the higher bits of a state need no mask until it is compared.
final class Utf8 {
    /// Between two characters.
    static final int ACCEPT = 0;

    /// Not UTF-8; no octet leads out of it.
    static final int REJECT = 6;

    private static final int ONE_MORE = 12;
    private static final int TWO_MORE = 18;
    private static final int THREE_MORE = 24;
    private static final int AFTER_E0 = 30;
    private static final int AFTER_ED = 36;
    private static final int AFTER_F0 = 42;
    private static final int AFTER_F4 = 48;
    private static final int LAST_STATE = AFTER_F4;

    private static final long NOT_ASCII = 0x8080808080808080L;
    private static final long[] ROWS = rows();

    private Utf8() {}

    /// The state after one octet.
    static int next(int state, int octet) {
        return (int) (ROWS[octet & 0xFF] >>> state) & 0x3F;
    }

    /// The state after a run of octets.
    static int next(int state, ByteBuffer octets, int from, int length) {
        int end = from + length;
        int at = from;
        int now = state;
        for (int last = end - 8; at <= last; at += 8) {
            long eight = octets.getLong(at);
            if (((eight & NOT_ASCII) | now) != 0) {
                now = next8(now, eight);
            }
        }
        for (; at < end; at++) {
            now = next(now, octets.get(at));
        }
        return now;
    }

    /// Which octet, counted from 1, leads from `state` to [#REJECT]; one must.
    static int rejectedAt(int state, ByteBuffer octets, int from) {
        int now = state;
        int at = from;
        while (now != REJECT) {
            now = next(now, octets.get(at++));
        }
        return at - from;
    }

    /// The state after eight octets, of which the first is in the highest bits.
    private static int next8(int state, long octets) {
        long now = state;
        now = ROWS[(int) (octets >>> 56)] >>> now;
        now = ROWS[(int) (octets >>> 48) & 0xFF] >>> now;
        now = ROWS[(int) (octets >>> 40) & 0xFF] >>> now;
        now = ROWS[(int) (octets >>> 32) & 0xFF] >>> now;
        now = ROWS[(int) (octets >>> 24) & 0xFF] >>> now;
        now = ROWS[(int) (octets >>> 16) & 0xFF] >>> now;
        now = ROWS[(int) (octets >>> 8) & 0xFF] >>> now;
        now = ROWS[(int) octets & 0xFF] >>> now;
        return (int) now & 0x3F;
    }

    private static long[] rows() {
        long[] rows = new long[256];
        Arrays.fill(rows, rejectFromEverywhere());
        on(rows, ACCEPT, 0x00, 0x7F, ACCEPT);
        on(rows, ACCEPT, 0xC2, 0xDF, ONE_MORE);
        on(rows, ACCEPT, 0xE0, 0xE0, AFTER_E0);
        on(rows, ACCEPT, 0xE1, 0xEC, TWO_MORE);
        on(rows, ACCEPT, 0xED, 0xED, AFTER_ED);
        on(rows, ACCEPT, 0xEE, 0xEF, TWO_MORE);
        on(rows, ACCEPT, 0xF0, 0xF0, AFTER_F0);
        on(rows, ACCEPT, 0xF1, 0xF3, THREE_MORE);
        on(rows, ACCEPT, 0xF4, 0xF4, AFTER_F4);
        on(rows, ONE_MORE, 0x80, 0xBF, ACCEPT);
        on(rows, TWO_MORE, 0x80, 0xBF, ONE_MORE);
        on(rows, THREE_MORE, 0x80, 0xBF, TWO_MORE);
        on(rows, AFTER_E0, 0xA0, 0xBF, ONE_MORE); // below: overlong
        on(rows, AFTER_ED, 0x80, 0x9F, ONE_MORE); // above: surrogates
        on(rows, AFTER_F0, 0x90, 0xBF, TWO_MORE); // below: overlong
        on(rows, AFTER_F4, 0x80, 0x8F, TWO_MORE); // above: past U+10FFFF
        return rows;
    }

    private static long rejectFromEverywhere() {
        long row = 0;
        for (int state = 0; state <= LAST_STATE; state += 6) {
            row |= (long) REJECT << state;
        }
        return row;
    }

    private static void on(long[] rows, int state, int firstOctet, int lastOctet, int next) {
        for (int octet = firstOctet; octet <= lastOctet; octet++) {
            rows[octet] = (rows[octet] & ~(0x3FL << state)) | ((long) next << state);
        }
    }
}
