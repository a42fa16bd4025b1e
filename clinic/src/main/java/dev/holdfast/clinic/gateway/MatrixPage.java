package dev.holdfast.clinic.gateway;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// `docs/gateway-matrix.md`.
public record MatrixPage(List<Row> rows) {
    public String markdown() {
        List<String> notes = new ArrayList<>();
        StringBuilder page = new StringBuilder("""
                # What was played through the gateway

                Each row is something that a man in the middle can see, each column where a proxy stands; in the field is the
                software behind the gateway with which the clinic plays it. Where something else is named there, because a
                proxy hides it, that stands behind an arrow, with the reason below. How often each came out right is in
                [accuracy.md](accuracy.md), whose cases these are; a test holds this page against them.

                | | cause | without a proxy |""");
        for (Place place : proxies()) {
            page.append(' ').append(place.title()).append(" |");
        }
        page.append("\n|").append(" --- |".repeat(3 + proxies().size())).append('\n');
        for (Row row : rows) {
            page.append("| %s | [%s](causes/%s.md) |"
                    .formatted(row.what(), row.cause().id(), row.cause().id()));
            for (Place place : Place.values()) {
                page.append(' ').append(field(row, place, notes)).append(" |");
            }
            page.append('\n');
        }
        page.append('\n');
        for (int i = 0; i < notes.size(); i++) {
            page.append(i + 1).append(". ").append(notes.get(i)).append(".\n");
        }
        return page.toString();
    }

    private static List<Place> proxies() {
        return Arrays.stream(Place.values())
                .filter(place -> place != Place.NONE)
                .toList();
    }

    private static String field(Row row, Place place, List<String> notes) {
        String field = row.cells().stream()
                .filter(cell -> cell.place() == place)
                .map(cell -> word(cell, notes))
                .distinct()
                .collect(Collectors.joining(", "));
        String few = row.fewBackends();
        return place == Place.NONE && few != null ? field + note(few, notes) : field;
    }

    private static String word(Cell cell, List<String> notes) {
        String word = cell.played() == null ? "–" : cell.behind().word();
        return word
                + (cell.said() == null ? "" : " → " + cell.said().id())
                + (cell.reason() == null ? "" : note(cell.reason(), notes));
    }

    private static String note(String reason, List<String> notes) {
        if (!notes.contains(reason)) {
            notes.add(reason);
        }
        return " (" + (notes.indexOf(reason) + 1) + ")";
    }
}
