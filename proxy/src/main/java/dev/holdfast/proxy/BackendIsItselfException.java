package dev.holdfast.proxy;

import dev.holdfast.proxy.backend.Backend;
import java.io.IOException;

/// The backend is where the gateway itself listens; the message says what to do.
public final class BackendIsItselfException extends IOException {
    private static final long serialVersionUID = 1;

    BackendIsItselfException(Backend backend) {
        super("The backend " + backend
                + " is the gateway's own address, so it would ask itself for ever: give --to the "
                + "backend's address, and --port another one than it has.");
    }
}
