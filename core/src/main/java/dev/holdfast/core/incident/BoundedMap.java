package dev.holdfast.core.incident;

import java.util.LinkedHashMap;
import java.util.Map;

/// Keeps what was used last, and forgets what was not asked for longest when a new key finds no room.
final class BoundedMap<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1L;

    private final int most;

    BoundedMap(int most) {
        super(16, 0.75f, true);
        this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most;
    }
}
