package dev.holdfast.bench.load;

import java.util.Arrays;
import java.util.NoSuchElementException;

/// A queue of longs in a ring that doubles when it is full: the times at which the messages under way were due.
final class LongFifo {
    private long[] ring = new long[4];
    private int head;
    private int size;

    int size() {
        return size;
    }

    void add(long value) {
        if (size == ring.length) {
            grow();
        }
        ring[(head + size) & (ring.length - 1)] = value;
        size++;
    }

    long remove() {
        if (size == 0) {
            throw new NoSuchElementException();
        }
        long value = ring[head];
        head = (head + 1) & (ring.length - 1);
        size--;
        return value;
    }

    private void grow() {
        long[] larger = Arrays.copyOf(ring, ring.length * 2);
        // The part that had wrapped round to the front continues behind the old end.
        System.arraycopy(ring, 0, larger, ring.length, head);
        ring = larger;
    }
}
