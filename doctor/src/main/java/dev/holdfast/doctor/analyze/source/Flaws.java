package dev.holdfast.doctor.analyze.source;

import java.util.ArrayList;
import java.util.List;

/// Lines of one source that could not be read: all counted, the first ones kept with their numbers.
public final class Flaws {
    static final int KEPT = 10;
    private static final int MOST_CHARACTERS = 200;

    private final List<Flaw> first = new ArrayList<>();
    private long count;

    /// @param line its number, counted from 1
    /// @param what is wrong with it; may hold text of the line
    public record Flaw(long line, String what) {}

    public void add(long line, String what) {
        count++;
        if (first.size() < KEPT) {
            first.add(
                    new Flaw(line, what.length() <= MOST_CHARACTERS ? what : what.substring(0, MOST_CHARACTERS) + "…"));
        }
    }

    public long count() {
        return count;
    }

    public List<Flaw> first() {
        return List.copyOf(first);
    }
}
