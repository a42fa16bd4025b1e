package dev.holdfast.bench.page;

import java.util.List;
import java.util.Locale;

/// The middle and the ends of a series, one value a round. The median, since one disturbed round must not move the
/// result.
public record Spread(double median, double min, double max) {

    /// @throws IllegalArgumentException if there are no values
    public static Spread of(List<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("no values");
        }
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        double median = sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        return new Spread(median, sorted.getFirst(), sorted.getLast());
    }

    /// `median (min to max)`, each with this many decimals and a comma between thousands.
    public String shown(int decimals) {
        String format = "%,." + decimals + "f";
        return String.format(Locale.ROOT, format + " (" + format + " to " + format + ")", median, min, max);
    }
}
