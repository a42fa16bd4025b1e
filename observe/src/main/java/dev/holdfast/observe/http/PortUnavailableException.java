package dev.holdfast.observe.http;

import java.io.IOException;

/// The diagnostics API can't listen where it was told to. The message is one sentence for the operator: what was found
/// and what to do.
public final class PortUnavailableException extends IOException {
    private static final long serialVersionUID = 1L;

    public PortUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
