package dev.holdfast.server.frame;

/// UTF-8 by its definition: an octet is possible while some code point that text may hold can still come of it.
final class ReferenceUtf8 {
    private int bits;
    private int missing;
    private int smallest;

    /// Takes one octet.
    ///
    /// @return whether valid text can begin with all octets so far
    boolean possible(int octet) {
        if (missing > 0) {
            if (octet / 64 != 2) {
                return false;
            }
            bits = bits * 64 + octet % 64;
            missing--;
            return reachesScalarValue();
        }
        if (octet < 0x80) {
            return true;
        } else if (octet / 32 == 6) {
            begin(octet % 32, 1, 0x80);
        } else if (octet / 16 == 14) {
            begin(octet % 16, 2, 0x800);
        } else if (octet / 8 == 30) {
            begin(octet % 8, 3, 0x10000);
        } else {
            return false;
        }
        return reachesScalarValue();
    }

    boolean unfinished() {
        return missing > 0;
    }

    private void begin(int leadBits, int more, int smallestCodePoint) {
        bits = leadBits;
        missing = more;
        smallest = smallestCodePoint;
    }

    /// Whether the code points that can still come of this hold one that is not overlong, not a surrogate and not past
    /// the end of Unicode.
    private boolean reachesScalarValue() {
        int lowest = bits << 6 * missing;
        int highest = lowest + (1 << 6 * missing) - 1;
        lowest = Math.max(lowest, smallest);
        highest = Math.min(highest, 0x10FFFF);
        boolean onlySurrogates = lowest >= 0xD800 && highest <= 0xDFFF;
        return lowest <= highest && !onlySurrogates;
    }
}
