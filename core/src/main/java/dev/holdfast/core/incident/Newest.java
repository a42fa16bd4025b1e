package dev.holdfast.core.incident;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/// The newest few of many. A ring that grows up to its bound: there are tens of thousands of these, most with one value
/// alone.
final class Newest<T> implements Iterable<T> {
    private final int most;
    private @Nullable Object[] kept = new Object[1];
    private int first;
    private int size;

    Newest(int most) {
        this.most = most;
    }

    void add(T value) {
        if (size == most) {
            removeOldest();
        } else if (size == kept.length) {
            grow();
        }
        kept[place(size)] = value;
        size++;
    }

    void addAll(Collection<? extends T> values) {
        values.forEach(this::add);
    }

    private void grow() {
        @Nullable Object[] larger = new Object[Math.min(most, 2 * kept.length)];
        for (int i = 0; i < size; i++) {
            larger[i] = kept[place(i)];
        }
        kept = larger;
        first = 0;
    }

    private int place(int index) {
        int place = first + index;
        return place < kept.length ? place : place - kept.length;
    }

    @SuppressWarnings("unchecked")
    private T get(int index) {
        Object found = index < size ? kept[place(index)] : null;
        if (found == null) {
            throw new NoSuchElementException("there are " + size + ", and none at " + index);
        }
        return (T) found;
    }

    int size() {
        return size;
    }

    T oldest() {
        return get(0);
    }

    T newest() {
        return get(size - 1);
    }

    void removeOldest() {
        kept[first] = null;
        first = place(1);
        size--;
    }

    void clear() {
        Arrays.fill(kept, null);
        size = 0;
    }

    /// Oldest first. What it gave last can be removed by it.
    @Override
    public Iterator<T> iterator() {
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < size;
            }

            @Override
            public T next() {
                return get(next++);
            }

            @Override
            public void remove() {
                next--;
                for (int i = next; i < size - 1; i++) {
                    kept[place(i)] = kept[place(i + 1)];
                }
                size--;
                kept[place(size)] = null;
            }
        };
    }

    /// Oldest first.
    List<T> list() {
        List<T> all = new ArrayList<>(size);
        for (T each : this) {
            all.add(each);
        }
        return all;
    }
}
