package dev.holdfast.doctor.analyze;

/// A file that can't be read, or that is in no format that is known here.
public final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1L;

    /// @param sentence what is wrong and what can be done
    UnreadableException(String sentence) {
        super(sentence);
    }

    public String sentence() {
        return String.valueOf(getMessage());
    }
}
