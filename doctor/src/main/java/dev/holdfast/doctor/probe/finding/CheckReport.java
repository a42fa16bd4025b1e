package dev.holdfast.doctor.probe.finding;

import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// What one check did.
///
/// @param name as `--only` takes it
/// @param skipped why it was not run, or not to its end; absent where it was
/// @param findings how many
public record CheckReport(
        String name, String title, @Nullable String skipped, Duration took, List<Row> rows, int findings) {
    public CheckReport {
        rows = List.copyOf(rows);
    }

    /// `passed`, `found` or `skipped`.
    public String status() {
        return findings > 0 ? "found" : skipped != null ? "skipped" : "passed";
    }

    CheckReport map(UnaryOperator<String> text) {
        return new CheckReport(
                name,
                title,
                skipped == null ? null : text.apply(skipped),
                took,
                rows.stream().map(row -> row.map(text)).toList(),
                findings);
    }
}
