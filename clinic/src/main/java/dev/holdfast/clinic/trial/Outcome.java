package dev.holdfast.clinic.trial;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Confidence;

/// What came of one trial.
public sealed interface Outcome {
    /// Holdfast said what was right.
    record Right(Said said) implements Outcome {}

    /// It named something that did not happen.
    record Wrong(Said said) implements Outcome {
        /// What must never be.
        public boolean proven() {
            return said.confidence() == Confidence.PROVEN;
        }
    }

    /// It named nothing, although the facts exist.
    record Unexplained(Said said) implements Outcome {}

    /// The trial could not be played to its end, or Holdfast contradicted itself. Counts against Holdfast: nobody can
    /// tell that it was right.
    record Broken(String why) implements Outcome {}

    static Outcome judge(Expectation expected, Said said) {
        if (expected.fits(said)) {
            return new Right(said);
        }
        return said.cause() == Cause.UNEXPLAINED ? new Unexplained(said) : new Wrong(said);
    }
}
