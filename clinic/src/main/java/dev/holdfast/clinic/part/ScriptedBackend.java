package dev.holdfast.clinic.part;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/// A backend in a script for Node or Python that prints `listening PORT` when it listens.
public record ScriptedBackend(Child program, InetSocketAddress address) implements AutoCloseable {
    private static final String SAYS = "listening ";

    /// Waits until it listens.
    public static ScriptedBackend of(Child program) throws Exception {
        String line;
        do {
            line = program.line();
        } while (!line.startsWith(SAYS));
        return new ScriptedBackend(
                program,
                new InetSocketAddress(
                        InetAddress.getLoopbackAddress(),
                        Integer.parseInt(line.substring(SAYS.length()).strip())));
    }

    @Override
    public void close() throws Exception {
        program.close();
    }
}
