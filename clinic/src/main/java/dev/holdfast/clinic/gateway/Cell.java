package dev.holdfast.clinic.gateway;

import dev.holdfast.core.cause.Cause;
import org.jspecify.annotations.Nullable;

/// One field of the matrix: played, or a reason why not.
///
/// @param played the name of its case; absent where there is none
/// @param said what is said there in place of the row's cause, because that can't be known; absent where the cause is
/// @param reason why another cause is right, or why there is no case
public record Cell(
        Place place,
        Behind behind,
        @Nullable String played,
        @Nullable Cause said,
        @Nullable String reason) {
    static Cell played(Place place, Behind behind, String name) {
        return new Cell(place, behind, name, null, null);
    }
}
