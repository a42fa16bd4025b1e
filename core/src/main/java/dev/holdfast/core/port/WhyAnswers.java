package dev.holdfast.core.port;

import org.jspecify.annotations.Nullable;

/// Answers `GET /why/{attempt}`: the explanation of the handshake or end whose client sent that attempt id. Safe for
/// use by any thread; answers from memory at once.
@FunctionalInterface
public interface WhyAnswers {
    /// @return a JSON object, or `null` when no such attempt has ended lately
    @Nullable
    String explain(String attempt);
}
