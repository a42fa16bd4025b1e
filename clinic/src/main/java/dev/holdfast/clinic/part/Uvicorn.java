package dev.holdfast.clinic.part;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// An application of FastAPI on uvicorn, as backends of Python run: the stack of the incident that Holdfast comes from.
public final class Uvicorn extends Child {
    private final InetSocketAddress address;

    private Uvicorn(Path folder, InetSocketAddress address, List<String> command) throws Exception {
        super(folder, command, Map.of());
        this.address = address;
    }

    /// @param folder empty
    /// @param application a module that has `app`
    /// @param options further ones of uvicorn
    public static Uvicorn start(Path folder, String application, String... options) throws Exception {
        return start(folder, FreePort.take(), application, options);
    }

    /// At a port that it had before, when it was killed.
    public static Uvicorn start(Path folder, InetSocketAddress address, String application, String... options)
            throws Exception {
        Files.writeString(folder.resolve("application.py"), application);
        List<String> command = new ArrayList<>(List.of(
                "/usr/bin/python3",
                "-m",
                "uvicorn",
                "application:app",
                "--host",
                "127.0.0.1",
                "--port",
                String.valueOf(address.getPort()),
                "--log-level",
                "warning"));
        command.addAll(List.of(options));
        Uvicorn backend = new Uvicorn(folder, address, command);
        boolean listening = false;
        try {
            FreePort.await(address, backend);
            listening = true;
        } finally {
            if (!listening) {
                backend.close();
            }
        }
        return backend;
    }

    public InetSocketAddress address() {
        return address;
    }
}
