package dev.holdfast.bench.run;

import dev.holdfast.bench.load.Endpoint;
import dev.holdfast.bench.load.LoadFailedException;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A target that is up, as a process of its own.
final class TargetProcess implements AutoCloseable {
    private static final Pattern READY = Pattern.compile("ready: (ws://\\S+)");
    private static final Duration START_DEADLINE = Duration.ofSeconds(60);
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(20);
    private static final int LAST_WORDS = 10;

    private final Target target;
    private final Process process;
    private final URI url;

    private TargetProcess(Target target, Process process, URI url) {
        this.target = target;
        this.process = process;
        this.url = url;
    }

    /// Starts the target and waits until it says that it is ready.
    ///
    /// @param directory where it runs and writes its files
    /// @throws LoadFailedException if it ends or is silent instead; with its last words
    static TargetProcess start(Target target, Jvm jvm, Path directory) {
        try {
            Process process = new ProcessBuilder(jvm.command(target))
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .start();
            // So that no server outlives a comparison that is interrupted.
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            CompletableFuture<URI> ready = new CompletableFuture<>();
            // Reads to the end of the process: a full pipe would stall a server that logs to its console.
            Thread.ofPlatform().daemon().name("output-of-" + target.id()).start(() -> follow(process, ready));
            try {
                URI url = ready.orTimeout(START_DEADLINE.toSeconds(), TimeUnit.SECONDS)
                        .join();
                return new TargetProcess(target, process, url);
            } catch (CompletionException e) {
                process.destroyForcibly();
                throw new LoadFailedException(target.id() + " did not start: " + e.getCause(), e);
            }
        } catch (IOException e) {
            throw new LoadFailedException(target.id() + " can't be started: " + e.getMessage(), e);
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

    Target target() {
        return target;
    }

    Endpoint endpoint() {
        return Endpoint.of(url);
    }

    long pid() {
        return process.pid();
    }

    /// Asks it to end, and makes it end when it does not.
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
