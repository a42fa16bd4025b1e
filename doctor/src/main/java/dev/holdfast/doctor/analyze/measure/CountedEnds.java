package dev.holdfast.doctor.analyze.measure;

import java.util.Arrays;

/// How each of the newest half a million ends was counted, so that one which is explained again moves from
/// one count to the other. Known by 64 bits of its name: one in 10^13 is taken for another. 14 MB when it is
/// full.
public final class CountedEnds {
    private static final int KEPT = 1 << 19;
    private static final int SLOTS = 2 * KEPT;

    private long[] keys = new long[1 << 10];
    private short[] values = new short[keys.length];
    private long[] order = new long[keys.length / 2];
    private int next;
    private int size;

    /// @return how it was counted before; -1 where it was not, or too long ago
    public int put(CharSequence name, int value) {
        long key = key(name);
        int place = find(key);
        if (keys[place] == key) {
            int before = values[place];
            values[place] = (short) value;
            return before;
        }
        if (next == order.length) {
            if (next < KEPT) {
                grow();
            } else {
                next = 0;
            }
        }
        if (size == KEPT) {
            remove(order[next]);
        } else {
            size++;
        }
        place = find(key);
        keys[place] = key;
        values[place] = (short) value;
        order[next++] = key;
        return -1;
    }

    /// @return -1 where it is not known
    public int get(CharSequence name) {
        long key = key(name);
        int place = find(key);
        return keys[place] == key ? values[place] : -1;
    }

    private void grow() {
        long[] oldKeys = keys;
        short[] oldValues = values;
        keys = new long[Math.min(SLOTS, 4 * oldKeys.length)];
        values = new short[keys.length];
        order = Arrays.copyOf(order, keys.length / 2);
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0) {
                int place = find(oldKeys[i]);
                keys[place] = oldKeys[i];
                values[place] = oldValues[i];
            }
        }
    }

    private int find(long key) {
        int mask = keys.length - 1;
        int place = (int) (key >>> 20) & mask;
        while (keys[place] != 0 && keys[place] != key) {
            place = place + 1 & mask;
        }
        return place;
    }

    /// Closes the gap, so that what lies behind is still found.
    private void remove(long key) {
        int mask = keys.length - 1;
        int gap = find(key);
        int next = gap;
        while (true) {
            next = next + 1 & mask;
            if (keys[next] == 0) {
                break;
            }
            int home = (int) (keys[next] >>> 20) & mask;
            boolean between = gap <= next ? gap < home && home <= next : gap < home || home <= next;
            if (!between) {
                keys[gap] = keys[next];
                values[gap] = values[next];
                gap = next;
            }
        }
        keys[gap] = 0;
    }

    private static long key(CharSequence name) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < name.length(); i++) {
            hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
        }
        hash ^= hash >>> 32;
        hash *= 0x9e3779b97f4a7c15L;
        hash ^= hash >>> 29;
        return hash == 0 ? 1 : hash;
    }
}
