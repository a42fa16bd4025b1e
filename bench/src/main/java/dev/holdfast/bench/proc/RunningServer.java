package dev.holdfast.bench.proc;

import dev.holdfast.bench.load.LoadFailedException;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A server that is up, as a process of its own.
public final class RunningServer implements AutoCloseable {
    private static final Pattern READY = Pattern.compile("ready: (ws://\\S+)");
    private static final Duration START_DEADLINE = Duration.ofSeconds(60);
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(20);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);
    private static final int LAST_WORDS = 10;

    private final Process process;
    private final URI url;

    private RunningServer(Process process, URI url) {
        this.process = process;
        this.url = url;
    }

    /// Starts a server that says `ready: ws://…` when it is, and waits for that.
    ///
    /// @param name of it, for messages
    /// @param directory where it runs and writes its files
    /// @throws LoadFailedException if it ends or is silent instead; with its last words
    public static RunningServer start(String name, List<String> command, Path directory) {
        return start(name, command, directory, _ -> {});
    }

    /// Starts a server that was told where to listen and says nothing, and waits until somebody listens there.
    ///
    /// @throws LoadFailedException if it ends or does not listen
    public static RunningServer startAt(URI url, String name, List<String> command, Path directory) {
        return start(
                name,
                command,
                directory,
                ready -> Thread.ofPlatform().daemon().name("look-for-" + name).start(() -> lookFor(url, ready)));
    }

    private interface Look {
        void begin(CompletableFuture<URI> ready);
    }

    private static RunningServer start(String name, List<String> command, Path directory, Look look) {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .start();
            // So that no server outlives a comparison that is interrupted.
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            CompletableFuture<URI> ready = new CompletableFuture<>();
            // Reads to the end of the process: a full pipe would stall a server that logs to its console.
            Thread.ofPlatform().daemon().name("output-of-" + name).start(() -> follow(process, ready));
            look.begin(ready);
            try {
                URI url = ready.orTimeout(START_DEADLINE.toSeconds(), TimeUnit.SECONDS)
                        .join();
                return new RunningServer(process, url);
            } catch (CompletionException e) {
                process.destroyForcibly();
                throw new LoadFailedException(name + " did not start: " + e.getCause(), e);
            }
        } catch (IOException e) {
            throw new LoadFailedException(name + " can't be started: " + e.getMessage(), e);
        }
    }

    private static void follow(Process process, CompletableFuture<URI> ready) {
        Deque<String> lastWords = new ArrayDeque<>();
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                Matcher matcher = READY.matcher(line);
                if (matcher.find()) {
                    ready.complete(URI.create(matcher.group(1)));
                }
                if (lastWords.size() == LAST_WORDS) {
                    lastWords.removeFirst();
                }
                lastWords.addLast(line);
            }
            ready.completeExceptionally(new IOException("it ended, saying: " + String.join(" / ", lastWords)));
        } catch (IOException e) {
            ready.completeExceptionally(e);
        }
    }

    private static void lookFor(URI url, CompletableFuture<URI> ready) {
        while (!ready.isDone()) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(url.getHost(), url.getPort()), 1_000);
                ready.complete(url);
            } catch (IOException notYet) {
                try {
                    Thread.sleep(LOOK_AGAIN);
                } catch (InterruptedException stopped) {
                    return;
                }
            }
        }
    }

    public URI url() {
        return url;
    }

    public long pid() {
        return process.pid();
    }

    /// Itself and the processes that it has started, and they in turn: an nginx is a master and its workers.
    public List<Long> pids() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .map(ProcessHandle::pid)
                .toList();
    }

    /// Asks it to end, and makes it end when it does not.
    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(STOP_DEADLINE)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        children.forEach(ProcessHandle::destroyForcibly);
    }
}
