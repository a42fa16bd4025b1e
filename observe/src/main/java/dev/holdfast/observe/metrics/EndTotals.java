package dev.holdfast.observe.metrics;

import dev.holdfast.core.cause.Cause;
import java.util.Map;

/// What [EndCounts] has counted since the start, added up.
///
/// @param ended opened connections that have ended
/// @param unexpected of these, those that were not expected to
/// @param rejected handshakes that led to no connection
/// @param overMinute of the ended ones, those that had lived for more than a minute
/// @param causes of ended and rejected together
/// @param troubles of these, the causes of unexpected ends and of rejections
public record EndTotals(
        long ended,
        long unexpected,
        long rejected,
        long overMinute,
        Map<Cause, Long> causes,
        Map<Cause, Long> troubles) {
    public EndTotals {
        causes = Map.copyOf(causes);
        troubles = Map.copyOf(troubles);
    }
}
