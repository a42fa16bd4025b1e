package dev.holdfast.cli.script;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A checkout with the real scripts, a Maven that only notes that it was called, and a PATH on which nothing is found
/// but the named tools: what the machine has installed changes no test.
final class Checkout {
    private static final List<String> TOOLS = List.of(
            "awk",
            "basename",
            "bash",
            "cat",
            "chmod",
            "cut",
            "dirname",
            "env",
            "find",
            "flock",
            "grep",
            "head",
            "mkdir",
            "mktemp",
            "mv",
            "readlink",
            "rm",
            "sed",
            "sh",
            "sleep",
            "timeout",
            "touch",
            "tr");

    final Path root;
    final Path tools;
    final Path home;
    private final Map<String, String> environment = new LinkedHashMap<>();

    Checkout(Path folder) throws IOException {
        root = Files.createDirectory(folder.resolve("checkout"));
        tools = Files.createDirectory(folder.resolve("tools"));
        home = Files.createDirectory(folder.resolve("home"));
        for (String tool : TOOLS) {
            Path found = installed(tool);
            if (found != null) {
                program(tools.resolve(tool), "exec " + found + " \"$@\"\n");
            }
        }
        copyScripts();
        for (String module : List.of("core", "cli", "bench", "conformance")) {
            write(root.resolve(module + "/pom.xml"), "<project/>");
            write(root.resolve(module + "/src/main/java/Source.java"), "");
        }
        write(root.resolve("pom.xml"), "<project/>");
        write(root.resolve(".mvn/jvm.config"), "");
        maven("");
        with("PATH", tools.toString());
        with("HOME", home.toString());
        with("HOLDFAST_JDK_ROOTS", folder.resolve("jdks").toString());
    }

    /// Sets a variable of the environment that scripts are run in; nothing else is in it.
    Checkout with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /// Makes Maven do this, after noting that it was called and building what it would.
    void maven(String script) throws IOException {
        program(root.resolve("mvnw"), """
                echo "$@" >>maven-calls
                mkdir -p cli/target/run/lib
                : >cli/target/run/holdfast.jar
                """ + script);
    }

    long mavenCalls() throws IOException {
        Path calls = root.resolve("maven-calls");
        if (!Files.exists(calls)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(calls)) {
            return lines.count();
        }
    }

    /// A JDK that prints, one on a line, its process id, its working directory and its arguments.
    Path jdk(Path where, String version) throws IOException {
        write(where.resolve("release"), "IMPLEMENTOR=\"Somebody\"\nJAVA_VERSION=\"" + version + "\"\n");
        program(where.resolve("bin/java"), "printf '%s\\n' \"$$\" \"$PWD\" \"$@\"\n");
        program(where.resolve("bin/javac"), "");
        return where;
    }

    Path jdk(String folder, String version) throws IOException {
        return jdk(root.resolveSibling("jdks").resolve(folder), version);
    }

    void remove(String tool) throws IOException {
        Files.delete(tools.resolve(tool));
    }

    /// Makes a file look as if it was saved this long after now.
    void save(String file, Duration later) throws IOException {
        Files.setLastModifiedTime(
                root.resolve(file), FileTime.fromMillis(System.currentTimeMillis() + later.toMillis()));
    }

    Run run(Path directory, List<String> command) {
        return start(directory, command).join();
    }

    Run holdfast(String... arguments) {
        return run(
                root,
                Stream.concat(Stream.of("./holdfast"), Stream.of(arguments)).toList());
    }

    /// Runs what is given with the functions of the named file of `build/` at hand.
    Run sourced(String file, String script) {
        return run(root, List.of("bash", "-c", "root=$PWD; . build/" + file + "; " + script));
    }

    CompletableFuture<Run> start(Path directory, List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            CompletableFuture<String> errors = read(process.errorReader(UTF_8));
            return read(process.inputReader(UTF_8))
                    .thenCombine(errors, (out, err) -> new Output(out, err))
                    .thenCombine(
                            process.onExit(),
                            (output, exited) -> new Run(exited.pid(), exited.exitValue(), output.out(), output.err()))
                    .orTimeout(60, TimeUnit.SECONDS)
                    .whenComplete((run, late) -> {
                        process.descendants().forEach(ProcessHandle::destroyForcibly);
                        process.destroyForcibly();
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Output(String out, String err) {}

    record Run(long pid, int status, String out, String err) {}

    private static CompletableFuture<String> read(Reader reader) {
        CompletableFuture<String> all = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try (reader) {
                all.complete(reader.readAllAsString());
            } catch (IOException e) {
                all.completeExceptionally(e);
            }
        });
        return all;
    }

    private void copyScripts() throws IOException {
        Path real = Path.of("").toAbsolutePath();
        while (!Files.exists(real.resolve("holdfast"))) {
            real = real.getParent();
        }
        Files.createDirectory(root.resolve("build"));
        for (String script : List.of("holdfast", "check")) {
            Files.copy(real.resolve(script), root.resolve(script));
        }
        try (Stream<Path> parts = Files.list(real.resolve("build"))) {
            for (Path part : parts.toList()) {
                Files.copy(part, root.resolve("build").resolve(part.getFileName()));
            }
        }
    }

    static void program(Path path, String script) throws IOException {
        write(path, "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    static void write(Path path, String text) throws IOException {
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private static @Nullable Path installed(String tool) {
        return Stream.of("/usr/bin", "/bin", "/usr/local/bin", "/opt/homebrew/bin")
                .map(folder -> Path.of(folder, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }
}
