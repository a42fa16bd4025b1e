package dev.holdfast.observe.json;

import dev.holdfast.core.close.TransportEnd;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/// How types and constants of the program are called in JSON. Derived from their names in the program, so
/// that a new fact has a name as soon as it exists.
final class JsonNames {
    /// These have words of their own, which the log's `transport_end` uses as well.
    private static final Map<Class<?>, String> WORDS = Map.of(
            TransportEnd.PeerFin.class, "fin",
            TransportEnd.PeerReset.class, "reset",
            TransportEnd.LocalClose.class, "local",
            TransportEnd.LocalAbort.class, "abort",
            TransportEnd.TimedOut.class, "timeout",
            TransportEnd.Failed.class, "failed");

    private JsonNames() {}

    /// `handshake-received` of `HandshakeReceived`.
    static String of(Class<?> type) {
        String word = WORDS.get(type);
        return word != null ? word : separated(type.getSimpleName(), '-');
    }

    /// `upgrade-stripped` of `UPGRADE_STRIPPED`.
    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// `bytes_received` of `bytesReceived`.
    static String component(String name) {
        return separated(name, '_');
    }

    /// Every record below a sealed interface.
    static List<Class<?>> records(Class<?> sealedType) {
        return Arrays.stream(sealedType.getPermittedSubclasses())
                .flatMap(type -> type.isSealed() ? records(type).stream() : Stream.of(type))
                .distinct() // a record may be of two groups
                .toList();
    }

    private static String separated(String camelCase, char separator) {
        StringBuilder name = new StringBuilder(camelCase.length() + 8);
        for (int i = 0; i < camelCase.length(); i++) {
            char c = camelCase.charAt(i);
            if (Character.isUpperCase(c) && i > 0) {
                name.append(separator);
            }
            name.append(Character.toLowerCase(c));
        }
        return name.toString();
    }
}
