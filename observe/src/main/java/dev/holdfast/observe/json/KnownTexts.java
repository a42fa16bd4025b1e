package dev.holdfast.observe.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Texts that come again and again, such as paths and user agents, as one object each: less to make, and quick to
/// compare. Of what comes a second time the bytes are kept as well, by which a long one is known at once. At most 512
/// KB.
final class KnownTexts {
    private static final int PLACES = 1 << 10;
    private static final int LONGEST = 200;

    /// As quickly compared character by character.
    private static final int SHORT = 24;

    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final long[] hashes = new long[PLACES];
    private final byte[] @Nullable [] bytes = new byte[PLACES][];
    private final @Nullable String[] texts = new String[PLACES];

    /// The ASCII text at this place.
    String text(byte[] in, int from, int to) {
        int length = to - from;
        if (length < 4 || length > LONGEST) {
            return made(in, from, length);
        }
        long hash = hash(in, from, length);
        int place = (int) (hash >>> 40) & (PLACES - 1);
        String known = texts[place];
        if (known == null || hashes[place] != hash) {
            String made = made(in, from, length);
            hashes[place] = hash;
            texts[place] = made;
            bytes[place] = null;
            return made;
        }
        // Three samples of a text are not all of it.
        byte[] itsBytes = bytes[place];
        if (itsBytes != null) {
            return Arrays.equals(in, from, to, itsBytes, 0, itsBytes.length) ? known : made(in, from, length);
        }
        if (!same(known, in, from, length)) {
            return made(in, from, length);
        }
        if (length > SHORT) {
            bytes[place] = Arrays.copyOfRange(in, from, to);
        }
        return known;
    }

    private static boolean same(String text, byte[] in, int from, int length) {
        if (text.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (text.charAt(i) != (in[from + i] & 0xff)) {
                return false;
            }
        }
        return true;
    }

    private static String made(byte[] in, int from, int length) {
        return new String(in, from, length, StandardCharsets.ISO_8859_1);
    }

    private static long hash(byte[] in, int from, int length) {
        long hash = length;
        if (length >= Long.BYTES) {
            hash = mixed(hash, (long) EIGHT.get(in, from));
            hash = mixed(hash, (long) EIGHT.get(in, from + length / 2 - 4));
            return mixed(hash, (long) EIGHT.get(in, from + length - Long.BYTES));
        }
        for (int i = from; i < from + length; i++) {
            hash = mixed(hash, in[i]);
        }
        return hash;
    }

    private static long mixed(long hash, long more) {
        long mixed = (hash ^ more) * 0x9e3779b97f4a7c15L;
        return mixed ^ mixed >>> 32;
    }
}
