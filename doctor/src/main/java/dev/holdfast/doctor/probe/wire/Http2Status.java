package dev.holdfast.doctor.probe.wire;

import java.io.IOException;
import java.util.List;

/// Reads `:status`, which stands first, out of a block of fields (RFC 7541): nothing else of it is of use
/// here.
final class Http2Status {
    private static final int PADDED = 8;
    private static final int PRIORITY = 0x20;

    /// Appendix A, 8 to 14.
    private static final List<Integer> STATIC = List.of(200, 204, 206, 304, 400, 404, 500);

    private Http2Status() {}

    static int of(byte[] payload, int flags) throws IOException {
        int at = ((flags & PADDED) == 0 ? 0 : 1) + ((flags & PRIORITY) == 0 ? 0 : 5);
        // 6.3: "A dynamic table size update"
        while (at < payload.length && (payload[at] & 0xe0) == 0x20) {
            boolean more = (payload[at++] & 0x1f) == 0x1f;
            while (more && at < payload.length) {
                more = payload[at++] < 0;
            }
        }
        if (at >= payload.length) {
            throw new IOException("an answer without fields");
        }
        int first = payload[at] & 0xff;
        if (first >= 0x88 && first <= 0x8e) {
            return STATIC.get(first - 0x88);
        }
        int named = first & ((first & 0x40) == 0 ? 0x0f : 0x3f);
        if ((first & 0x80) != 0 || named < 8 || named > 14 || at + 1 >= payload.length) {
            throw new IOException("an answer whose first field is not :status");
        }
        boolean huffman = (payload[at + 1] & 0x80) != 0;
        int length = payload[at + 1] & 0x7f;
        if (at + 2 + length > payload.length) {
            throw new IOException("an answer that breaks off in :status");
        }
        return huffman ? huffman(payload, at + 2, length) : digits(payload, at + 2, length);
    }

    private static int digits(byte[] payload, int at, int length) throws IOException {
        int status = 0;
        for (int i = at; i < at + length; i++) {
            if (payload[i] < '0' || payload[i] > '9' || status > 99) {
                throw new IOException("a :status that is no number");
            }
            status = status * 10 + payload[i] - '0';
        }
        return status;
    }

    /// Appendix B: 0 to 2 have five bits, 00000 to 00010; 3 to 9 six, 011001 to 011111. Three of them
    /// fill at most 18 bits, ones behind.
    private static int huffman(byte[] payload, int at, int length) throws IOException {
        long bits = 0;
        for (int i = at; i < at + Math.min(length, 4); i++) {
            bits = (bits << 8) | (payload[i] & 0xff);
        }
        int left = 8 * Math.min(length, 4);
        int status = 0;
        for (int digit = 0; digit < 3; digit++) {
            int five = left < 5 ? 31 : (int) (bits >> (left - 5)) & 31;
            int six = left < 6 ? 63 : (int) (bits >> (left - 6)) & 63;
            if (five <= 2) {
                status = status * 10 + five;
                left -= 5;
            } else if (six >= 0x19 && six <= 0x1f) {
                status = status * 10 + 3 + six - 0x19;
                left -= 6;
            } else {
                throw new IOException("a :status that is no number");
            }
        }
        return status;
    }
}
