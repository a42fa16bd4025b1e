package dev.holdfast.server.connection;

import org.jspecify.annotations.Nullable;

/// Whether new connections are welcome. Written by whoever starts and stops the server, read by every handshake.
public final class Availability {
    private volatile boolean ready;
    private volatile @Nullable String stopping;

    public void ready() {
        ready = true;
    }

    /// @param signal what stops the server
    public void stopping(String signal) {
        stopping = signal;
    }

    public boolean isReady() {
        return ready && stopping == null;
    }

    /// What stops the server, once something does.
    public @Nullable String stoppedBy() {
        return stopping;
    }
}
