package dev.holdfast.doctor.analyze.event;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The events of one source, in the order of their times.
@FunctionalInterface
public interface Reading {
    /// The next one.
    ///
    /// @return `null` at the end
    @Nullable
    LogEvent next() throws IOException;
}
