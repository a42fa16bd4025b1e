package dev.holdfast.observe.http;

import java.net.InetSocketAddress;

/// The running diagnostics API.
public final class DiagnosticsServer implements AutoCloseable {
    private final InetSocketAddress address;

    public DiagnosticsServer(InetSocketAddress address) {
        this.address = address;
    }

    /// Where it listens, with the port that was really taken.
    public InetSocketAddress address() {
        return address;
    }

    /// Stops at once; requests under way are cut off.
    @Override
    public void close() {}
}
