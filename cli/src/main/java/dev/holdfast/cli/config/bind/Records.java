package dev.holdfast.cli.config.bind;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads and makes records whose type is known only at run time.
final class Records {
    private Records() {}

    static @Nullable Object get(Record record, RecordComponent component) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(component + " of " + record.getClass() + " can't be read", e);
        }
    }

    /// What the static method `defaults()` of the type gives.
    static Record defaults(Class<?> type) {
        try {
            return (Record) type.getMethod("defaults").invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " has no public static method defaults()", e);
        }
    }

    /// The record with some components replaced.
    ///
    /// @throws IllegalArgumentException where the record refuses them
    static Record with(Record record, Map<String, Object> replaced) {
        RecordComponent[] components = record.getClass().getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        @Nullable Object[] values = new @Nullable Object[components.length];
        for (int i = 0; i < components.length; i++) {
            Object value = replaced.get(components[i].getName());
            values[i] = value == null ? get(record, components[i]) : value;
        }
        try {
            Constructor<? extends Record> constructor = record.getClass().getDeclaredConstructor(types);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                throw refused;
            }
            throw new IllegalStateException(record.getClass() + " can't be made", e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(record.getClass() + " can't be made", e);
        }
    }
}
