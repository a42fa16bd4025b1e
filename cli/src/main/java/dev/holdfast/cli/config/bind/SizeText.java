package dev.holdfast.cli.config.bind;

import dev.holdfast.cli.config.bind.Format.BadText;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Numbers of bytes: `64KiB`, `1MiB`, `2GiB`, or a plain number. `KB` and `MB` are refused: half of the world takes
/// them for powers of ten.
final class SizeText {
    private static final Pattern SHAPE = Pattern.compile("(\\d{1,18})\\s?([a-zA-Z]*)");
    private static final String EXPECTED = "bytes, as a whole number or with KiB, MiB or GiB, like 64KiB";
    private static final Map<String, Long> UNITS = new LinkedHashMap<>();

    static {
        UNITS.put("GiB", 1L << 30);
        UNITS.put("MiB", 1L << 20);
        UNITS.put("KiB", 1L << 10);
    }

    static final Format<Long> OF_LONG = new Format<>(EXPECTED, SizeText::read, SizeText::show);
    static final Format<Integer> OF_INT = new Format<>(EXPECTED, SizeText::readInt, size -> show(size.longValue()));

    private SizeText() {}

    private static long read(String text) throws BadText {
        Matcher shape = SHAPE.matcher(text);
        if (!shape.matches()) {
            throw new BadText(EXPECTED);
        }
        long number = Long.parseLong(shape.group(1));
        String unit = shape.group(2).toLowerCase(Locale.ROOT);
        try {
            return switch (unit) {
                case "", "b" -> number;
                case "kib" -> Math.multiplyExact(number, 1L << 10);
                case "mib" -> Math.multiplyExact(number, 1L << 20);
                case "gib" -> Math.multiplyExact(number, 1L << 30);
                case "k", "kb", "m", "mb", "g", "gb" ->
                    throw new BadText(EXPECTED + " (" + shape.group(1)
                            + unit.toUpperCase(Locale.ROOT).charAt(0) + "iB, if powers of two are meant)");
                default -> throw new BadText(EXPECTED);
            };
        } catch (ArithmeticException _) {
            throw new BadText("fewer bytes");
        }
    }

    private static int readInt(String text) throws BadText {
        try {
            return Math.toIntExact(read(text));
        } catch (ArithmeticException _) {
            throw new BadText("less than 2GiB");
        }
    }

    private static Object show(long size) {
        for (Map.Entry<String, Long> unit : UNITS.entrySet()) {
            if (size != 0 && size % unit.getValue() == 0) {
                return size / unit.getValue() + unit.getKey();
            }
        }
        return size;
    }
}
