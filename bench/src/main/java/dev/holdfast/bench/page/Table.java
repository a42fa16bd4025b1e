package dev.holdfast.bench.page;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Writes Markdown tables.
public final class Table {
    /// Stands where there is no figure.
    public static final String NONE = "–";

    private Table() {}

    public static String of(List<String> headings, Stream<List<String>> rows) {
        String rule = "| --- ".repeat(headings.size()) + "|";
        return Stream.concat(Stream.of(line(headings), rule), rows.map(Table::line))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static String line(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |";
    }
}
