package dev.holdfast.observe.json;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds what a word stands for by the word's bytes, without making a text of it first.
final class WordTable<T> {
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
        for (int i = 0; i < word.length; i++) {
            if (word[i] != bytes[from + i]) {
                return false;
            }
        }
        return true;
    }

    private static int hash(byte[] bytes, int from, int to) {
        int hash = to - from;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash ^ hash >>> 15;
    }
}
