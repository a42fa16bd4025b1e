package dev.holdfast.clinic.trial;

import dev.holdfast.core.cause.Cause;
import java.util.EnumSet;
import java.util.Set;

/// What Holdfast must say of a case.
public sealed interface Expectation {
    /// The cause that the case is about.
    Cause about();

    /// Whether this is right.
    boolean fits(Said said);

    /// The cause was provoked, and must be named.
    record Named(Cause about) implements Expectation {
        @Override
        public boolean fits(Said said) {
            return said.cause() == about;
        }
    }

    /// Something was provoked that looks like the cause and is not, so something else must be named.
    ///
    /// @param about what must not be named
    /// @param right what may be: what was really provoked, or `unexplained` where the facts that would tell don't
    /// exist
    record NotNamed(Cause about, Set<Cause> right) implements Expectation {
        public NotNamed {
            if (right.isEmpty() || right.contains(about)) {
                throw new IllegalArgumentException(
                        "found " + right + " as right for a near miss of " + about.id() + ": expected other causes");
            }
            right = Set.copyOf(EnumSet.copyOf(right));
        }

        @Override
        public boolean fits(Said said) {
            return right.contains(said.cause());
        }
    }

    /// Nothing was provoked, so every end must be an expected one, and nothing else may be said.
    record Healthy() implements Expectation {
        /// How its connections end.
        @Override
        public Cause about() {
            return Cause.CLIENT_LEFT;
        }

        @Override
        public boolean fits(Said said) {
            return said.place().equals(Said.ALL_WELL);
        }
    }
}
