package dev.holdfast.observe.json;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

/// Durations as decimal numbers. Exact, so that what is read back equals what was written.
final class Decimals {
    private static final BigDecimal NANOS_PER_SECOND = BigDecimal.valueOf(1_000_000_000L);

    private Decimals() {}

    /// `12.5`, at least one decimal, as many as it needs.
    static BigDecimal seconds(Duration duration) {
        return trimmed(BigDecimal.valueOf(duration.getSeconds()).add(BigDecimal.valueOf(duration.getNano(), 9)));
    }

    /// Of [#seconds(Duration)], for people: to the microsecond.
    static BigDecimal shortSeconds(Duration duration) {
        return trimmed(seconds(duration).setScale(6, RoundingMode.HALF_UP));
    }

    static Duration duration(BigDecimal seconds) {
        BigDecimal nanos = bounded(seconds).multiply(NANOS_PER_SECOND).setScale(0, RoundingMode.HALF_UP);
        BigDecimal[] parts = nanos.divideAndRemainder(NANOS_PER_SECOND);
        return Duration.ofSeconds(parts[0].longValueExact(), parts[1].longValueExact());
    }

    static BigDecimal millis(long nanos) {
        return trimmed(BigDecimal.valueOf(nanos, 6));
    }

    static long nanos(BigDecimal millis) {
        return bounded(millis)
                .movePointRight(6)
                .setScale(0, RoundingMode.HALF_UP)
                .longValueExact();
    }

    /// Refuses what no duration can be, before arithmetic spells out an exponent of a billion digits.
    private static BigDecimal bounded(BigDecimal number) {
        if (Math.abs(number.scale()) > 40 || number.precision() > 60) {
            throw new ArithmeticException(
                    "a duration of " + number.precision() + " digits and scale " + number.scale());
        }
        return number;
    }

    private static BigDecimal trimmed(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        return stripped.scale() < 1 ? stripped.setScale(1) : stripped;
    }
}
