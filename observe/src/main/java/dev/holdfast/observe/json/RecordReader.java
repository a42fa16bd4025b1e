package dev.holdfast.observe.json;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads a record's components from the fields of an object.
final class RecordReader {
    private final byte[][] names;
    private final QuickReader[] readers;
    private final boolean[] nullable;
    private final MethodHandle make;

    RecordReader(Class<?> record) {
        RecordComponent[] components = record.getRecordComponents();
        int count = components.length;
        names = new byte[count][];
        readers = new QuickReader[count];
        nullable = new boolean[count];
        for (int i = 0; i < count; i++) {
            RecordComponent each = components[i];
            String unit = each.getType() == Duration.class ? "_seconds" : "";
            names[i] = ("\"" + JsonNames.component(each.getName()) + unit + "\":").getBytes(StandardCharsets.US_ASCII);
            readers[i] = QuickReader.of(each.getGenericType());
            nullable[i] = each.getAnnotatedType().isAnnotationPresent(Nullable.class);
        }
        make = constructor(record, components)
                .asSpreader(Object[].class, count)
                .asType(MethodType.methodType(Object.class, Object[].class));
    }

    private static MethodHandle constructor(Class<?> record, RecordComponent[] components) {
        try {
            Constructor<?> canonical = record.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            return MethodHandles.publicLookup().unreflectConstructor(canonical);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("what is logged is public, found " + record, e);
        }
    }

    /// One for each record below a sealed type, by its name in JSON.
    static Map<String, RecordReader> byName(Class<?> sealedType) {
        return JsonNames.records(sealedType).stream()
                .collect(Collectors.toUnmodifiableMap(JsonNames::of, RecordReader::new));
    }

    /// Reads up to and with the closing brace.
    ///
    /// @param first whether no field of the object was read yet
    Object rest(JsonCursor json, boolean first) {
        int count = names.length;
        @Nullable Object[] values = new Object[count];
        int next = 0;
        boolean begun = !first;
        while (!json.take('}')) {
            if (begun) {
                json.need(',');
            }
            begun = true;
            // In their order, some left out.
            while (next < count && !json.take(names[next])) {
                next++;
            }
            if (next == count) {
                throw JsonCursor.odd();
            }
            if (!json.takeNull()) {
                values[next] = readers[next].read(json);
            }
            next++;
        }
        for (int i = 0; i < count; i++) {
            if (values[i] == null && !nullable[i]) {
                throw JsonCursor.odd();
            }
        }
        return make(values);
    }

    private Object make(@Nullable Object[] values) {
        try {
            return (Object) make.invokeExact((Object[]) values);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("no constructor of a record throws checked exceptions", e);
        }
    }
}
