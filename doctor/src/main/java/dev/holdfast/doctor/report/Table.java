package dev.holdfast.doctor.report;

import java.util.ArrayList;
import java.util.List;

/// Rows under each other with aligned columns; the last column is broken into lines where the width ends.
/// The same table goes to a terminal and onto a page.
public final class Table {
    private static final int GAP = 2;

    private final List<String> headings;
    private final List<List<Cell>> rows = new ArrayList<>();

    /// @param headings one a column; all empty where the columns speak for themselves
    public Table(String... headings) {
        this.headings = List.of(headings);
    }

    /// One field of a row.
    public record Cell(Tone tone, String text) {
        public static Cell of(String text) {
            return new Cell(Tone.PLAIN, text);
        }
    }

    /// @throws IllegalArgumentException when these are not as many as the headings
    public Table row(Cell... cells) {
        if (cells.length != headings.size()) {
            throw new IllegalArgumentException("a row has a cell for each of " + headings + ", found " + cells.length);
        }
        rows.add(List.of(cells));
        return this;
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    public List<String> headings() {
        return headings;
    }

    public List<List<Cell>> rows() {
        return List.copyOf(rows);
    }

    /// Lines for a terminal.
    ///
    /// @param indent spaces before each
    /// @param width of the terminal
    public List<String> lines(Ink ink, int indent, int width) {
        int[] widths = widths();
        List<String> lines = new ArrayList<>();
        if (headings.stream().anyMatch(heading -> !heading.isEmpty())) {
            lines.addAll(line(
                    ink,
                    headings.stream().map(each -> new Cell(Tone.QUIET, each)).toList(),
                    widths,
                    indent,
                    width));
        }
        for (List<Cell> row : rows) {
            lines.addAll(line(ink, row, widths, indent, width));
        }
        return lines;
    }

    private int[] widths() {
        int[] widths = new int[headings.size()];
        for (int column = 0; column < widths.length; column++) {
            widths[column] = headings.get(column).length();
            for (List<Cell> row : rows) {
                widths[column] = Math.max(
                        widths[column], Ink.visible(row.get(column).text()).length());
            }
        }
        return widths;
    }

    private static List<String> line(Ink ink, List<Cell> row, int[] widths, int indent, int width) {
        StringBuilder line = new StringBuilder(" ".repeat(indent));
        int used = indent;
        int last = row.size() - 1;
        for (int column = 0; column < last; column++) {
            Cell cell = row.get(column);
            String safe = Ink.visible(cell.text());
            line.append(ink.paint(cell.tone(), safe)).append(" ".repeat(widths[column] - safe.length() + GAP));
            used += widths[column] + GAP;
        }
        List<String> wrapped =
                ink.wrap(" ".repeat(used), row.get(last).tone(), row.get(last).text(), width);
        List<String> lines = new ArrayList<>();
        lines.add((line + wrapped.getFirst().substring(used)).stripTrailing());
        lines.addAll(wrapped.subList(1, wrapped.size()));
        return lines;
    }

    /// The same on a page.
    public void onto(Html html) {
        html.open("div", "class", "scroll").open("table");
        if (headings.stream().anyMatch(heading -> !heading.isEmpty())) {
            html.open("thead").open("tr");
            headings.forEach(heading -> html.element("th", heading, "scope", "col"));
            html.close("tr").close("thead");
        }
        html.open("tbody");
        for (List<Cell> row : rows) {
            html.open("tr");
            for (Cell cell : row) {
                html.element("td", cell.text(), "class", cell.tone().word());
            }
            html.close("tr");
        }
        html.close("tbody").close("table").close("div");
    }
}
