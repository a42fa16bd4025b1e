package dev.holdfast.cli.node;

import org.jspecify.annotations.Nullable;

/// The program can't start for a reason that its operator can do something about.
public final class StartFailure extends Exception {
    private static final long serialVersionUID = 1;

    /// @param sentence what was found and what to do; the only thing that is printed
    public StartFailure(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }

    /// The sentence.
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
