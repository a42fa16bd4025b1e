package dev.holdfast.observe.log;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The log can't be written at start. The message is one sentence for the operator: what was found and what to do.
public final class LogUnavailableException extends IOException {
    private static final long serialVersionUID = 1L;

    public LogUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
