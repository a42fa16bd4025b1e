package dev.holdfast.core.incident;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/// The newest few of many.
final class Newest<T> implements Iterable<T> {
    private final int most;
    private final Deque<T> kept;

    Newest(int most) {
        this.most = most;
        kept = new ArrayDeque<>(1);
    }

    void add(T value) {
        if (kept.size() == most) {
            kept.removeFirst();
        }
        kept.addLast(value);
    }

    void addAll(Collection<? extends T> values) {
        values.forEach(this::add);
    }

    int size() {
        return kept.size();
    }

    T oldest() {
        return kept.getFirst();
    }

    T newest() {
        return kept.getLast();
    }

    void removeOldest() {
        kept.removeFirst();
    }

    void clear() {
        kept.clear();
    }

    /// Oldest first.
    @Override
    public Iterator<T> iterator() {
        return kept.iterator();
    }

    /// Oldest first.
    List<T> list() {
        return new ArrayList<>(kept);
    }
}
