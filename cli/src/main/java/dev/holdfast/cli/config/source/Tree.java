package dev.holdfast.cli.config.source;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What was written, before anything is known about what it means. Every part knows where it stands.
public sealed interface Tree {
    Origin origin();

    /// One value, as its text. Whether it stood in quotes does not matter: the key decides the type, so `8080` and
    /// `"8080"` are the same and no surprise of YAML's own types gets in.
    record Scalar(String text, Origin origin) implements Tree {}

    /// A key with nothing behind it.
    record Nothing(Origin origin) implements Tree {}

    record Sequence(List<Tree> items, Origin origin) implements Tree {
        public Sequence {
            items = List.copyOf(items);
        }
    }

    record Mapping(Map<String, Entry> entries, Origin origin) implements Tree {
        public Mapping {
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        }

        public static Mapping empty(Origin origin) {
            return new Mapping(Map.of(), origin);
        }

        /// @return what the key holds, or `null` where it is not written
        public @Nullable Tree get(String key) {
            Entry entry = entries.get(key);
            return entry == null ? null : entry.value();
        }

        /// This with the other laid over it: mappings are merged, everything else is replaced.
        public Mapping overlaidBy(Mapping other) {
            Map<String, Entry> merged = new LinkedHashMap<>(entries);
            other.entries.forEach((key, above) -> {
                Entry below = merged.get(key);
                merged.put(
                        key,
                        below != null && below.value() instanceof Mapping a && above.value() instanceof Mapping b
                                ? new Entry(a.overlaidBy(b), below.origin())
                                : above);
            });
            return new Mapping(merged, origin);
        }

        /// This with one value at a path set, making the mappings on the way.
        public Mapping with(List<String> path, Tree value) {
            Map<String, Entry> copy = new LinkedHashMap<>(entries);
            String key = path.getFirst();
            if (path.size() == 1) {
                copy.put(key, new Entry(value, value.origin()));
            } else {
                Mapping child = get(key) instanceof Mapping mapping ? mapping : empty(value.origin());
                copy.put(key, new Entry(child.with(path.subList(1, path.size()), value), value.origin()));
            }
            return new Mapping(copy, origin);
        }

        /// This without the value at a path.
        public Mapping without(List<String> path) {
            Map<String, Entry> copy = new LinkedHashMap<>(entries);
            String key = path.getFirst();
            if (path.size() == 1) {
                copy.remove(key);
            } else if (copy.get(key) instanceof Entry(Mapping child, Origin at)) {
                copy.put(key, new Entry(child.without(path.subList(1, path.size())), at));
            }
            return new Mapping(copy, origin);
        }

        /// @return what stands at a path, or `null`
        public @Nullable Tree at(List<String> path) {
            Tree child = get(path.getFirst());
            if (path.size() == 1) {
                return child;
            }
            return child instanceof Mapping mapping ? mapping.at(path.subList(1, path.size())) : null;
        }
    }

    /// @param origin of the key; a value in another line has its own
    record Entry(Tree value, Origin origin) {}

    /// For a message that must not repeat the content.
    default String kind() {
        return switch (this) {
            case Scalar _ -> "a value";
            case Nothing _ -> "nothing";
            case Sequence _ -> "a list";
            case Mapping _ -> "a mapping";
        };
    }

    /// `auth.jwt.leeway` as its parts.
    static List<String> path(String key) {
        return new ArrayList<>(List.of(key.split("\\.")));
    }
}
