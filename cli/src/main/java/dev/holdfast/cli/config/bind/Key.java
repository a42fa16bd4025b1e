package dev.holdfast.cli.config.bind;

import dev.holdfast.cli.config.source.Tree;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A key that holds a value.
///
/// @param path `limits.message-bytes`
/// @param steps the record components that lead to it
/// @param shape how many values it holds
/// @param format of its value, or of each item
public record Key(String path, List<RecordComponent> steps, Shape shape, Format<?> format) {
    /// How many values a key holds.
    enum Shape {
        ONE,
        LIST,
        SET
    }

    /// The environment variable that sets it: `HOLDFAST_LIMITS_MESSAGE_BYTES`.
    public String variable() {
        return variable(path);
    }

    /// The same for a path.
    public static String variable(String path) {
        return "HOLDFAST_" + path.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /// Its value in a record of the type the schema was made of: a string, number, boolean, list of these, or `null`
    /// where it, or a section it lies in, is absent.
    public @Nullable Object show(Record root) {
        Object value = root;
        for (RecordComponent step : steps) {
            value = Records.get((Record) value, step);
            if (value == null) {
                return null;
            }
        }
        return show(value);
    }

    /// The value it has when it is not written: in a section that may be left out, once the section is written; `null`
    /// for a key that has to be written.
    public @Nullable Object showDefault(Record defaults) {
        if (steps.getLast().isAnnotationPresent(Required.class)) {
            return null;
        }
        Object value = defaults;
        for (RecordComponent step : steps) {
            Object next = Records.get((Record) value, step);
            if (next == null) {
                if (!step.getType().isRecord()) {
                    return null;
                }
                next = Records.defaults(step.getType());
            }
            value = next;
        }
        return show(value);
    }

    private Object show(Object value) {
        return switch (value) {
            case List<?> items -> items.stream().map(format::show).toList();
            case Set<?> items ->
                items.stream()
                        .map(format::show)
                        .sorted(Comparator.comparing(Object::toString))
                        .toList();
            default -> format.show(value);
        };
    }

    boolean holdsMany() {
        return shape != Shape.ONE;
    }

    List<String> parts() {
        return Tree.path(path);
    }

    /// `messageBytes` is written `message-bytes`.
    static String kebab(String name) {
        return Arrays.stream(name.split("(?=[A-Z])"))
                .map(part -> part.toLowerCase(Locale.ROOT))
                .collect(Collectors.joining("-"));
    }
}
