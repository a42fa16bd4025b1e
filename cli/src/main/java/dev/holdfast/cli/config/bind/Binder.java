package dev.holdfast.cli.config.bind;

import dev.holdfast.cli.config.bind.Format.BadText;
import dev.holdfast.cli.config.source.Origin;
import dev.holdfast.cli.config.source.Problem;
import dev.holdfast.cli.config.source.Shown;
import dev.holdfast.cli.config.source.Tree;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Makes a record out of a tree. A key is a component's name in kebab-case, a missing one has the value it has in the
/// defaults, an unknown one is a problem. All problems are found, not only the first.
///
/// A record that may be left out is `null` in the defaults and has a static method `defaults()` for when it is written.
public final class Binder {
    private final Predicate<String> namesAVariable;
    private final Map<String, Origin> origins = new HashMap<>();
    private final Map<String, String> found = new HashMap<>();
    private final List<Problem> problems = new ArrayList<>();

    private Binder(Predicate<String> namesAVariable) {
        this.namesAVariable = namesAVariable;
    }

    /// @param namesAVariable which keys name an environment variable that holds a secret; see [Shown#variableName]
    public static <T extends Record> Bound<T> bind(Tree.Mapping tree, T defaults, Predicate<String> namesAVariable) {
        Binder binder = new Binder(namesAVariable);
        T value = binder.record("", tree, defaults);
        return new Bound<>(value, binder.origins, binder.problems);
    }

    @SuppressWarnings("unchecked")
    private <T extends Record> T record(String path, Tree.Mapping tree, T defaults) {
        RecordComponent[] components = defaults.getClass().getRecordComponents();
        refuseUnknown(path, tree, components);
        Map<String, Object> written = new LinkedHashMap<>();
        for (RecordComponent component : components) {
            Tree child = tree.get(Key.kebab(component.getName()));
            Required required = component.getAnnotation(Required.class);
            String childPath = Schema.path(path, component);
            if (child == null) {
                if (required != null) {
                    problems.add(new Problem(childPath, "nothing", required.value(), tree.origin()));
                }
            } else {
                Object value = component(childPath, child, component, Records.get(defaults, component));
                if (value != null) {
                    written.put(component.getName(), value);
                }
            }
        }
        return (T) construct(path, tree.origin(), defaults, written);
    }

    private void refuseUnknown(String path, Tree.Mapping tree, RecordComponent[] components) {
        Set<String> known = new LinkedHashSet<>();
        for (RecordComponent component : components) {
            known.add(Key.kebab(component.getName()));
        }
        tree.entries().forEach((name, entry) -> {
            if (!known.contains(name)) {
                String expected = Suggestion.of(name, known)
                        .map(meant -> "a known key: did you mean " + meant + "?")
                        .orElseGet(() -> "a known key: one of " + String.join(", ", known));
                String shown = Shown.plain(name);
                problems.add(new Problem(
                        path.isEmpty() ? shown : path + "." + shown, "an unknown key", expected, entry.origin()));
            }
        });
    }

    /// @return the value, or `null` where it is not usable
    private @Nullable Object component(
            String path, Tree tree, RecordComponent component, @Nullable Object defaultValue) {
        Optional<Key> key = Schema.key(path, List.of(component));
        return key.isPresent() ? value(key.get(), tree) : nested(path, tree, component, defaultValue);
    }

    private @Nullable Object nested(String path, Tree tree, RecordComponent component, @Nullable Object defaultValue) {
        Record defaults = defaultValue == null ? Records.defaults(component.getType()) : (Record) defaultValue;
        return switch (tree) {
            case Tree.Mapping mapping -> record(path, mapping, defaults);
            // A section whose keys are all commented out.
            case Tree.Nothing(Origin origin) -> record(path, Tree.Mapping.empty(origin), defaults);
            case Tree.Scalar _, Tree.Sequence _ -> {
                problems.add(new Problem(path, tree.kind(), "keys below it, each on its own line", tree.origin()));
                yield null;
            }
        };
    }

    private @Nullable Object value(Key key, Tree tree) {
        origins.put(key.path(), tree.origin());
        found.put(key.path(), shown(key.path(), tree));
        return key.holdsMany() ? many(key, tree) : one(key.path(), key.format(), tree);
    }

    private @Nullable Object one(String path, Format<?> format, Tree tree) {
        String expected = format.expected();
        if (tree instanceof Tree.Scalar(String text, Origin origin)) {
            origins.put(path, origin);
            try {
                return format.read().read(text.strip());
            } catch (BadText bad) {
                expected = bad.expected();
            }
        }
        problems.add(new Problem(path, shown(path, tree), expected, tree.origin()));
        return null;
    }

    private @Nullable Object many(Key key, Tree tree) {
        if (!(tree instanceof Tree.Sequence(List<Tree> items, Origin _))) {
            String expected =
                    "a list, like [ … ], of which each item is " + key.format().expected();
            problems.add(new Problem(key.path(), shown(key.path(), tree), expected, tree.origin()));
            return null;
        }
        Set<Object> values = new LinkedHashSet<>();
        for (int i = 0; i < items.size(); i++) {
            String path = key.path() + "[" + i + "]";
            Object value = one(path, key.format(), items.get(i));
            if (value != null && !values.add(value)) {
                problems.add(new Problem(
                        path,
                        shown(path, items.get(i)) + " a second time",
                        "it once",
                        items.get(i).origin()));
            }
        }
        return key.shape() == Key.Shape.SET ? Set.copyOf(values) : List.copyOf(values);
    }

    private String shown(String path, Tree tree) {
        return namesAVariable.test(path) && tree instanceof Tree.Scalar(String text, Origin _)
                ? Shown.variableName(text)
                : Shown.of(tree);
    }

    /// A record names the first value it refuses. To find all, each written value is tried alone among the defaults;
    /// if each alone is good, it is their combination that is not.
    private Record construct(String path, Origin origin, Record defaults, Map<String, Object> written) {
        try {
            return Records.with(defaults, written);
        } catch (IllegalArgumentException together) {
            Map<String, Object> good = new LinkedHashMap<>();
            written.forEach((name, value) -> {
                try {
                    Records.with(defaults, Map.of(name, value));
                    good.put(name, value);
                } catch (IllegalArgumentException refused) {
                    String key = Key.kebab(name);
                    problems.add(refusal(path.isEmpty() ? key : path + "." + key, origin, refused));
                }
            });
            if (good.size() == written.size()) {
                problems.add(new Problem(path, "values that do not fit together", Refusal.expected(together), origin));
                return defaults;
            }
            return construct(path, origin, defaults, good);
        }
    }

    private Problem refusal(String path, Origin parent, IllegalArgumentException refused) {
        return new Problem(
                path,
                found.getOrDefault(path, "a value that is not possible"),
                Refusal.expected(refused),
                origins.getOrDefault(path, parent));
    }
}
