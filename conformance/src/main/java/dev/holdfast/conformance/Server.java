package dev.holdfast.conformance;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `./holdfast dev`, running, or `./holdfast proxy` in front of it.
final class Server implements AutoCloseable {
    private static final Pattern READY = Pattern.compile("Holdfast ready: (ws://\\S+).*");
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(20);

    private final Process process;
    private final String url;

    private Server(Process process, String url) {
        this.process = process;
        this.url = url;
    }

    /// Builds it, if need be, and waits until it accepts connections. What it has to complain about goes to standard
    /// error.
    ///
    /// @param settings by key, as in a configuration file
    static Server start(Path root, Path log, Map<String, String> settings) throws IOException {
        return start(root, log, settings, "dev");
    }

    /// The gateway in front of a backend.
    static Server gateway(Path root, Path log, String backend) throws IOException {
        return start(root, log, Map.of(), "proxy", "--to", backend);
    }

    private static Server start(Path root, Path log, Map<String, String> settings, String... command)
            throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of(root.resolve("holdfast").toString()));
        arguments.addAll(List.of(command));
        arguments.addAll(List.of("--port", "0", "--admin-port", "0", "--log-file", log.toString()));
        ProcessBuilder builder = new ProcessBuilder(arguments).redirectError(Redirect.INHERIT);
        // A line of warning for each of the suite's connections would hide what matters.
        builder.environment().put("HOLDFAST_LOG_CONSOLE", "none");
        settings.forEach((key, value) -> builder.environment().put(variable(key), value));
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        String line = output.readLine();
        Matcher ready = READY.matcher(line == null ? "" : line);
        if (!ready.matches()) {
            process.destroyForcibly();
            throw new IOException("holdfast " + command[0] + " did not start");
        }
        return new Server(process, ready.group(1));
    }

    static String version(Path root) throws IOException {
        Process process = new ProcessBuilder(root.resolve("holdfast").toString(), "--version")
                .redirectError(Redirect.INHERIT)
                .start();
        List<String> lines = process.inputReader(StandardCharsets.UTF_8).lines().toList();
        if (lines.isEmpty()) {
            throw new IOException("holdfast --version says nothing");
        }
        return lines.getFirst();
    }

    private static String variable(String key) {
        return "HOLDFAST_" + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    String url() {
        return url;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_DEADLINE)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
