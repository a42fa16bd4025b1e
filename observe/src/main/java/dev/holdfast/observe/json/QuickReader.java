package dev.holdfast.observe.json;

import dev.holdfast.core.close.CloseCode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads one value where a [JsonCursor] stands. Made from the types themselves, as what writes them is, so a
/// new fact is read as soon as it exists.
@FunctionalInterface
interface QuickReader {
    /// @throws JsonCursor.Odd where it does not look as our log writes it
    Object read(JsonCursor json);

    static QuickReader of(Type type) {
        return switch (type) {
            case ParameterizedType many
            when many.getRawType() == List.class -> listOf(of(many.getActualTypeArguments()[0]));
            case ParameterizedType many
            when many.getRawType() == Set.class -> {
                QuickReader list = listOf(of(many.getActualTypeArguments()[0]));
                yield json -> new HashSet<>((List<?>) list.read(json));
            }
            case Class<?> one -> of(one);
            default -> throw new IllegalArgumentException("teach QuickReader to read a " + type);
        };
    }

    private static QuickReader of(Class<?> type) {
        if (type == String.class) {
            return JsonCursor::string;
        } else if (type == long.class || type == Long.class) {
            return JsonCursor::integer;
        } else if (type == int.class || type == Integer.class) {
            return JsonCursor::smallInteger;
        } else if (type == boolean.class || type == Boolean.class) {
            return JsonCursor::truth;
        } else if (type == Duration.class) {
            return JsonCursor::seconds;
        } else if (type == Instant.class) {
            return JsonCursor::instant;
        } else if (type == CloseCode.class) {
            return json -> new CloseCode(json.smallInteger());
        } else if (type.isEnum()) {
            return words(type)::read;
        } else if (type.isSealed()) {
            return kinds(type);
        } else if (type.isRecord()) {
            RecordReader record = new RecordReader(type);
            return json -> {
                json.need('{');
                return record.rest(json, true);
            };
        }
        throw new IllegalArgumentException("teach QuickReader to read a " + type);
    }

    private static WordTable<Object> words(Class<?> constants) {
        return new WordTable<>(Arrays.stream(constants.getEnumConstants())
                .collect(Collectors.toMap(
                        each -> ProgramIntrospector.word((Enum<?>) each), Function.<Object>identity())));
    }

    /// Of a sealed type inside a fact; its record's name stands first.
    private static QuickReader kinds(Class<?> sealedType) {
        WordTable<RecordReader> records = new WordTable<>(RecordReader.byName(sealedType));
        byte[] kind = "{\"kind\":".getBytes(StandardCharsets.US_ASCII);
        return json -> {
            if (!json.take(kind)) {
                throw JsonCursor.odd();
            }
            return records.read(json).rest(json, false);
        };
    }

    private static QuickReader listOf(QuickReader each) {
        return json -> {
            json.need('[');
            if (json.take(']')) {
                return List.of();
            }
            List<@Nullable Object> values = new ArrayList<>(2);
            do {
                values.add(each.read(json));
            } while (json.take(','));
            json.need(']');
            return values;
        };
    }
}
