package dev.holdfast.observe.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds what a word stands for by the word's bytes, without making a text of it first.
final class WordTable<T> {
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[][] words;
    private final Object[] values;
    private final int mask;

    WordTable(Map<String, T> meanings) {
        int size = Integer.highestOneBit(Math.max(4, 4 * meanings.size()));
        words = new byte[size][];
        values = new Object[size];
        mask = size - 1;
        meanings.forEach((word, value) -> {
            byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
            int place = hash(bytes, 0, bytes.length) & mask;
            while (words[place] != null) {
                place = (place + 1) & mask;
            }
            words[place] = bytes;
            values[place] = value;
        });
    }

    @SuppressWarnings("unchecked")
    @Nullable
    T find(byte[] bytes, int from, int to) {
        int place = hash(bytes, from, to) & mask;
        while (words[place] != null) {
            byte[] word = words[place];
            if (word.length == to - from && same(word, bytes, from)) {
                return (T) values[place];
            }
            place = (place + 1) & mask;
        }
        return null;
    }

    /// What the string at the cursor stands for.
    T read(JsonCursor json) {
        json.findString();
        T found = find(json.bytes, json.from, json.to);
        if (found == null) {
            throw JsonCursor.odd();
        }
        return found;
    }

    private static boolean same(byte[] word, byte[] bytes, int from) {
        return Arrays.equals(word, 0, word.length, bytes, from, from + word.length);
    }

    /// By its length, its beginning and its end, which are enough to tell most of some dozens of words apart.
    private static int hash(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length >= Long.BYTES) {
            long ends = (long) EIGHT.get(bytes, from) * 31 + (long) EIGHT.get(bytes, to - Long.BYTES);
            return mixed(ends + length);
        }
        long all = length;
        for (int i = from; i < to; i++) {
            all = all << 8 | (bytes[i] & 0xff);
        }
        return mixed(all);
    }

    private static int mixed(long hash) {
        long mixed = hash * 0x9e3779b97f4a7c15L;
        return (int) (mixed >>> 32) ^ (int) (mixed >>> 48);
    }
}
