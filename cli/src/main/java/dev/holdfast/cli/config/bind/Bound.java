package dev.holdfast.cli.config.bind;

import dev.holdfast.cli.config.source.Origin;
import dev.holdfast.cli.config.source.Problem;
import java.util.List;
import java.util.Map;

/// A record, where each of its values was written, and what was wrong. With problems the record holds defaults in the
/// place of what could not be used, so that more problems can be found; it must not be used for anything else.
///
/// @param origins by path, `origins[0]` for an item; what is not in it is a default
public record Bound<T>(T value, Map<String, Origin> origins, List<Problem> problems) {
    public Bound {
        origins = Map.copyOf(origins);
        problems = List.copyOf(problems);
    }

    public Origin origin(String path) {
        return origins.getOrDefault(path, Origin.DEFAULT);
    }
}
