package dev.holdfast.observe.ends;

import dev.holdfast.core.cause.Explanation;
import dev.holdfast.core.connection.EndRecord;
import java.time.Instant;

/// An end of which more became known after it was recorded.
///
/// @param at when it was explained again
/// @param end as it is now, with what was learned in its timeline
/// @param before how it was explained until then
public record ExplainedAgain(Instant at, EndRecord end, Explanation before) {}
