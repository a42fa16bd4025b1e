package dev.holdfast.cli.config.bind;

/// How values of one type are written.
///
/// @param expected what to write, with an example; follows the word "expected"
/// @param read throws [BadText] where the text is none
/// @param json a string, number or boolean; reading a string's or number's text gives the same value again
record Format<T>(String expected, Reading<T> read, Showing<T> json) {
    interface Reading<T> {
        T read(String text) throws BadText;
    }

    interface Showing<T> {
        Object show(T value);
    }

    /// The text is not of the format.
    static final class BadText extends Exception {
        private static final long serialVersionUID = 1;

        private final String expected;

        /// @param expected what to write in place of just this text
        BadText(String expected) {
            super(expected, null, false, false);
            this.expected = expected;
        }

        String expected() {
            return expected;
        }
    }

    /// @throws ClassCastException for a value of another type
    @SuppressWarnings("unchecked")
    Object show(Object value) {
        return json.show((T) value);
    }
}
