package dev.holdfast.clinic.part;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A program that was started for a trial, and ends with it. Only processes started here are ever signalled.
public class Child implements AutoCloseable {
    /// Stands behind the last line; no line has a line break in it.
    private static final String END = "\n";

    /// Whoever stops the clinic in the middle must not leave what it has started.
    private static final Set<Process> LIVE = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> LIVE.forEach(Child::end)));
    }

    private final Process process;
    private final Path errors;
    private final Writer input;
    private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final Thread reader;

    protected Child(Path folder, List<String> command, Map<String, String> environment) throws IOException {
        errors = Files.createTempFile("holdfast-clinic-", ".err");
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectError(errors.toFile());
        builder.environment().putAll(environment);
        process = builder.start();
        LIVE.add(process);
        input = process.outputWriter(StandardCharsets.UTF_8);
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        reader = Thread.ofVirtual().start(() -> {
            try {
                output.lines().forEach(lines::add);
            } catch (UncheckedIOException _) {
                // it was killed
            } finally {
                lines.add(END);
            }
        });
    }

    public static Child start(Path folder, List<String> command) throws IOException {
        return new Child(folder, command, Map.of());
    }

    /// Waits for the next line that it prints.
    ///
    /// @throws TimeoutException with what it said on standard error
    public String line() throws Exception {
        String line = lines.poll(Patience.USUAL.toSeconds(), TimeUnit.SECONDS);
        if (line == null || line.equals(END)) {
            throw new TimeoutException(
                    "waited for a line of " + process.info().commandLine().orElse("a program")
                            + (process.isAlive() ? ", which runs" : ", which ended with " + process.exitValue())
                            + "; it said: " + errors());
        }
        return line;
    }

    /// Waits for the next line for as long as it runs.
    ///
    /// @return `null` when it has ended
    @Nullable
    String nextLine() throws InterruptedException {
        String line = lines.take();
        return line.equals(END) ? null : line;
    }

    /// Waits for this line; others before it are passed over.
    public Child says(String expected) throws Exception {
        while (true) {
            if (line().startsWith(expected)) {
                return this;
            }
        }
    }

    /// Writes a line to its standard input.
    public Child tell(String line) throws IOException {
        input.write(line);
        input.write('\n');
        input.flush();
        return this;
    }

    /// @param name as `kill` takes it, such as `STOP`
    public void signal(String name) throws IOException, InterruptedException {
        if (!process.isAlive()) {
            return;
        }
        new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                .start()
                .waitFor();
    }

    public long pid() {
        return process.pid();
    }

    public boolean alive() {
        return process.isAlive();
    }

    /// Waits for its end.
    public int exitStatus() throws Exception {
        if (!process.waitFor(Duration.ofSeconds(60))) {
            throw new TimeoutException("waited 60 s for the end of a program; it said: " + errors());
        }
        return process.exitValue();
    }

    /// Kills it at once, as the kernel does when memory is short.
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /// What it said on standard error.
    public String errors() {
        try {
            return Files.readString(errors).strip();
        } catch (IOException e) {
            return "(" + e + ")";
        }
    }

    @Override
    public void close() throws Exception {
        end(process);
        process.waitFor();
        LIVE.remove(process);
        reader.join();
        Files.deleteIfExists(errors);
    }

    /// With its own children, such as workers of a browser or a proxy, which may be frozen; after it, or it would
    /// replace them.
    private static void end(Process process) {
        // Of one that has ended, the number may be somebody else's by now, and with it the children.
        List<ProcessHandle> children = process.isAlive() ? process.descendants().toList() : List.of();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
    }
}
