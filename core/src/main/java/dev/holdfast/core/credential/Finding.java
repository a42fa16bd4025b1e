package dev.holdfast.core.credential;

/// What one carrier holds.
sealed interface Finding {
    record Absent() implements Finding {}

    record Token(String text) implements Finding {
        @Override
        public String toString() {
            return "Token[" + text.length() + " characters]";
        }
    }

    /// Something stands where a credential should, and is none.
    record Unreadable(String detail) implements Finding {}

    /// Two different credentials in one carrier.
    record Contradictory() implements Finding {}

    Finding ABSENT = new Absent();

    /// Both together. What is unreadable stays so whatever else there is.
    ///
    /// Comparing tokens needs no constant time here: both come from the same client, and neither is ours.
    default Finding and(Finding other) {
        return switch (this) {
            case Absent _ -> other;
            case Unreadable _ -> this;
            case Contradictory _ -> other instanceof Unreadable ? other : this;
            case Token(String mine) ->
                switch (other) {
                    case Absent _ -> this;
                    case Token(String theirs) -> mine.equals(theirs) ? this : new Contradictory();
                    case Unreadable _, Contradictory _ -> other;
                };
        };
    }
}
