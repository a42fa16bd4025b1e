package dev.holdfast.core.incident;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An incident that goes on. Not thread-safe.
interface OpenIncident {
    /// As it stands now.
    ///
    /// @param endedAt when it was over, if it is
    Incident show(@Nullable Instant endedAt);
}
