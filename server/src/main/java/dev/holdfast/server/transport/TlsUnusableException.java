package dev.holdfast.server.transport;

import java.io.IOException;

/// A certificate, key or list of authorities can't be used; the message says which, why, and what was expected.
public final class TlsUnusableException extends IOException {
    private static final long serialVersionUID = 1;

    TlsUnusableException(String message, Throwable cause) {
        super(message, cause);
    }
}
