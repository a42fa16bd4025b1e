package dev.holdfast.cli.config.bind;

import dev.holdfast.cli.config.bind.Format.BadText;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// Which format a component's values have.
final class Formats {
    private static final Format<String> TEXT = new Format<>("a text", Formats::text, value -> value);
    private static final Format<Boolean> TRUTH = new Format<>("true or false", Formats::truth, value -> value);
    private static final Format<Integer> WHOLE_INT =
            new Format<>("a whole number", text -> Math.toIntExact(whole(text, Integer.MAX_VALUE)), value -> value);
    private static final Format<Long> WHOLE_LONG =
            new Format<>("a whole number", text -> whole(text, Long.MAX_VALUE), value -> value);
    private static final Format<Path> FILE = new Format<>("the path of a file", Formats::path, Path::toString);
    private static final Format<URI> ADDRESS =
            new Format<>("an address like https://issuer.example.com/jwks.json", Formats::uri, URI::toString);

    private Formats() {}

    /// By type; of numbers also by name: what ends in `Bytes` or `Size` counts bytes.
    ///
    /// @param type of the component, or of its items
    static Format<?> of(RecordComponent component, Type type) {
        boolean bytes =
                component.getName().endsWith("Bytes") || component.getName().endsWith("Size");
        if (type == int.class) {
            return bytes ? SizeText.OF_INT : WHOLE_INT;
        }
        if (type == long.class) {
            return bytes ? SizeText.OF_LONG : WHOLE_LONG;
        }
        if (type == String.class) {
            return TEXT;
        }
        if (type == boolean.class) {
            return TRUTH;
        }
        if (type == Duration.class) {
            return DurationText.FORMAT;
        }
        if (type == InetSocketAddress.class) {
            return AddressText.FORMAT;
        }
        if (type == Path.class) {
            return FILE;
        }
        if (type == URI.class) {
            return ADDRESS;
        }
        if (type instanceof Class<?> enumType && enumType.isEnum()) {
            return oneOf(enumType);
        }
        throw new IllegalStateException("no format is known for " + component + ": add one here");
    }

    /// `FIRST_MESSAGE` is written `first-message`.
    static String word(Object constant) {
        return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Format<Object> oneOf(Class<?> type) {
        Object[] constants = type.getEnumConstants();
        String words = Arrays.stream(constants).map(Formats::word).collect(Collectors.joining(", "));
        String expected = "one of " + words;
        return new Format<>(
                expected,
                text -> {
                    for (Object constant : constants) {
                        if (word(constant).equals(text)) {
                            return constant;
                        }
                    }
                    throw new BadText(expected);
                },
                Formats::word);
    }

    private static String text(String text) throws BadText {
        if (text.isBlank()) {
            throw new BadText("a text that is not empty");
        }
        return text;
    }

    private static boolean truth(String text) throws BadText {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new BadText("true or false");
        };
    }

    private static long whole(String text, long most) throws BadText {
        if (!text.matches("-?\\d{1,18}")) {
            throw new BadText("a whole number");
        }
        long number = Long.parseLong(text);
        if (number > most || number < -most) {
            throw new BadText("a whole number of at most " + most);
        }
        return number;
    }

    private static Path path(String text) throws BadText {
        try {
            return Path.of(text(text));
        } catch (InvalidPathException _) {
            throw new BadText(FILE.expected());
        }
    }

    private static URI uri(String text) throws BadText {
        try {
            URI uri = new URI(text);
            if (uri.isAbsolute() && uri.getHost() != null) {
                return uri;
            }
        } catch (URISyntaxException _) {
            // Said below.
        }
        throw new BadText(ADDRESS.expected());
    }
}
