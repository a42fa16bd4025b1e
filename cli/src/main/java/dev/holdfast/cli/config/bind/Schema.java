package dev.holdfast.cli.config.bind;

import dev.holdfast.cli.config.bind.Key.Shape;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Every key a record and the records in it have, in the order they are declared.
public final class Schema {
    private final List<Key> keys;

    private Schema(List<Key> keys) {
        this.keys = List.copyOf(keys);
    }

    public static Schema of(Class<? extends Record> type) {
        List<Key> keys = new ArrayList<>();
        collect(type, "", List.of(), keys);
        return new Schema(keys);
    }

    public List<Key> keys() {
        return keys;
    }

    /// @return the key, or nothing where the component is a record with keys of its own
    static Optional<Key> key(String path, List<RecordComponent> steps) {
        RecordComponent component = steps.getLast();
        if (component.getType().isRecord()) {
            return Optional.empty();
        }
        Shape shape = component.getType() == List.class
                ? Shape.LIST
                : component.getType() == Set.class ? Shape.SET : Shape.ONE;
        Type value = shape == Shape.ONE
                ? component.getType()
                : ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0];
        return Optional.of(new Key(path, steps, shape, Formats.of(component, value)));
    }

    static String path(String parent, RecordComponent component) {
        String name = Key.kebab(component.getName());
        return parent.isEmpty() ? name : parent + "." + name;
    }

    private static void collect(Class<?> type, String parent, List<RecordComponent> above, List<Key> keys) {
        for (RecordComponent component : type.getRecordComponents()) {
            String path = path(parent, component);
            List<RecordComponent> steps =
                    Stream.concat(above.stream(), Stream.of(component)).toList();
            key(path, steps).ifPresentOrElse(keys::add, () -> collect(component.getType(), path, steps, keys));
        }
    }
}
