package dev.holdfast.core.cause;

/// How sure a finding is.
public enum Confidence {
    /// The facts allow no other cause. A wrong `PROVEN` is a defect of Holdfast.
    PROVEN,
    /// The facts fit this cause better than any other.
    LIKELY,
    /// The facts fit this cause among others.
    POSSIBLE,
    /// Of [Cause#UNEXPLAINED] only: the facts that would decide are missing, and named.
    NONE
}
