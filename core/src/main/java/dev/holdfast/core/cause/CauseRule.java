package dev.holdfast.core.cause;

import org.jspecify.annotations.Nullable;

/// Recognises one cause, or one family of causes that share a ground, in the facts of one connection. Pure and
/// stateless: the same case always gives the same finding.
@FunctionalInterface
public interface CauseRule {
    /// @return what it found, or `null` when the facts are not this rule's
    @Nullable
    Finding examine(Case facts);
}
