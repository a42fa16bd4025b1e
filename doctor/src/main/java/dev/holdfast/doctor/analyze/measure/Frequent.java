package dev.holdfast.doctor.analyze.measure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What is most frequent among any number of different things, by the space-saving method: a newcomer takes
/// the place of the rarest, with its count as error. Whatever is more frequent than one in [#KEPT] is in it
/// for certain.
public final class Frequent<K> {
    public static final int KEPT = 256;

    private final Map<K, Slot<K>> slots = new HashMap<>();
    private long least;

    private static final class Slot<K> {
        private final K key;
        private long count;
        private long error;

        private Slot(K key) {
            this.key = key;
        }
    }

    /// @param atMost how often it was seen, or less often by `error`
    public record Entry<K>(K key, long atMost, long error) {}

    public void add(K key) {
        Slot<K> slot = slots.get(key);
        if (slot == null) {
            slot = new Slot<>(key);
            if (slots.size() == KEPT) {
                Slot<K> rarest = rarest();
                slots.remove(rarest.key);
                slot.count = rarest.count;
                slot.error = rarest.count;
            }
            slots.put(key, slot);
        }
        slot.count++;
    }

    /// The first of the rarest. Their count only grows, so mostly it is known before all were looked at.
    private Slot<K> rarest() {
        Slot<K> rarest = null;
        for (Slot<K> each : slots.values()) {
            if (each.count <= least) {
                return each;
            }
            if (rarest == null || each.count < rarest.count) {
                rarest = each;
            }
        }
        Slot<K> found = Objects.requireNonNull(rarest);
        least = found.count;
        return found;
    }

    /// Whether anything had to make room, so that counts may be too high.
    public boolean exact() {
        return slots.values().stream().allMatch(slot -> slot.error == 0);
    }

    /// The most frequent first.
    public List<Entry<K>> top(int most) {
        List<Entry<K>> entries = new ArrayList<>();
        slots.values().forEach(slot -> entries.add(new Entry<>(slot.key, slot.count, slot.error)));
        entries.sort(Comparator.comparingLong((Entry<K> entry) -> entry.atMost() - entry.error())
                .reversed());
        return entries.stream().limit(most).toList();
    }
}
