package dev.holdfast.cli.command;

import dev.holdfast.cli.config.load.Layers.Flag;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The flags of every command that serves: where it listens and where it logs.
final class PlaceOptions {
    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Port for clients; 0 takes a free one. Default 8080, or that of `listen`.")
    private @Nullable Integer port;

    @Option(
            names = "--admin-port",
            paramLabel = "PORT",
            description = "Port of the diagnostics API; 0 takes a free one. Default 9090, or that of `admin`.")
    private @Nullable Integer adminPort;

    @Option(
            names = "--log-file",
            paramLabel = "FILE",
            description = "Where the JSON log is written. Default backend.log, or `log.file`.")
    private @Nullable String logFile;

    List<Flag> flags() {
        List<Flag> flags = new ArrayList<>();
        if (port != null) {
            flags.add(new Flag.Port("--port", "listen", port));
        }
        if (adminPort != null) {
            flags.add(new Flag.Port("--admin-port", "admin", adminPort));
        }
        if (logFile != null) {
            flags.add(new Flag.Value("--log-file", "log.file", logFile));
        }
        return flags;
    }
}
