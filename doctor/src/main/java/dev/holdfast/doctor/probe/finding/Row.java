package dev.holdfast.doctor.probe.finding;

import java.util.function.UnaryOperator;

/// One thing that was tried or read, and what came of it.
///
/// @param what was tried, a few words
/// @param how it went
public record Row(Mark mark, String what, String how) {
    /// How a row is to be taken. Only findings decide the exit status.
    public enum Mark {
        GOOD("good"),
        /// Told, not judged.
        INFO("info"),
        /// Worth knowing, and right for some.
        NOTE("note"),
        BAD("bad");

        private final String word;

        Mark(String word) {
            this.word = word;
        }

        /// As it stands in the report.
        public String word() {
            return word;
        }
    }

    Row map(UnaryOperator<String> text) {
        return new Row(mark, text.apply(what), text.apply(how));
    }
}
