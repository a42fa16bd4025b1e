package dev.holdfast.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;

/// The program, running as a process of its own in a directory of its own.
final class Program implements AutoCloseable {
    /// To the letter.
    private static final Pattern READY = Pattern.compile(
            "Holdfast ready: (?<ws>ws://127\\.0\\.0\\.1:\\d+/\\S*) · diagnostics (?<http>http://127\\.0\\.0\\.1:\\d+/)"
                    + " · log (?<log>\\S+)");

    private final Path directory;
    private final Path err;
    private final Process process;
    private final BufferedReader out;
    private final HttpClient http = HttpClient.newHttpClient();

    private Program(Path directory, Path err, Process process) {
        this.directory = directory;
        this.err = err;
        this.process = process;
        this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    static Program start(Path directory, Map<String, String> environment, String... arguments) throws IOException {
        return start(directory, environment, List.of(), System.getProperty("java.class.path"), arguments);
    }

    private static String packed(Path directory, String classPath) throws IOException {
        ToolProvider jar = ToolProvider.findFirst("jar").orElseThrow();
        List<String> packed = new ArrayList<>();
        for (String entry : classPath.split(File.pathSeparator)) {
            if (Files.isDirectory(Path.of(entry))) {
                String file = Files.createTempFile(directory, "classes", ".jar").toString();
                assertThat(jar.run(
                                System.out, System.err, "--create", "--no-compress", "--file", file, "-C", entry, "."))
                        .isZero();
                packed.add(file);
            } else {
                packed.add(entry);
            }
        }
        return String.join(File.pathSeparator, packed);
    }

    /// The same with no more file descriptors than that, and no way to raise their number. From jars, as programs are
    /// installed: a class that lies in a folder could not even be loaded without one.
    static Program devWithOpenFiles(int limit, Path directory) throws IOException {
        return start(
                directory,
                Map.of(),
                List.of("/bin/sh", "-c", "ulimit -n " + limit + " && exec \"$@\"", "sh"),
                packed(directory, System.getProperty("java.class.path")),
                "dev",
                "--port",
                "0",
                "--admin-port",
                "0");
    }

    /// A locale without UTF-8, as services and containers have it.
    ///
    /// @param before what the program's own command is handed to
    private static Program start(
            Path directory, Map<String, String> environment, List<String> before, String classPath, String... arguments)
            throws IOException {
        Path err = Files.createTempFile(directory, "err", ".txt");
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                "dev.holdfast.cli.Main"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("HOLDFAST_") || name.startsWith("LC_"));
        builder.environment().put("LC_ALL", "C");
        builder.environment().putAll(environment);
        return new Program(directory, err, builder.start());
    }

    static Program dev(Path directory, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("dev", "--port", "0", "--admin-port", "0"));
        arguments.addAll(List.of(more));
        return start(directory, Map.of(), arguments.toArray(String[]::new));
    }

    /// What the ready line says.
    record Ready(URI ws, URI http, String log) {}

    /// Waits for it. It is the first line.
    Ready ready() throws IOException {
        String line = out.readLine();
        assertThat(line).as(() -> "the first line; standard error: " + err()).isNotNull();
        Matcher ready = READY.matcher(line);
        assertThat(ready.matches()).as(line).isTrue();
        return new Ready(URI.create(ready.group("ws")), URI.create(ready.group("http")), ready.group("log"));
    }

    HttpResponse<String> get(URI base, String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(base.resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    /// @param signal as `kill` takes it, such as `TERM`
    void signal(String signal) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    long pid() {
        return process.pid();
    }

    /// The time that its threads have run, all together.
    Duration cpu() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    int exitStatus() throws InterruptedException {
        assertThat(process.waitFor(60, TimeUnit.SECONDS))
                .as(() -> "the program ends; standard error: " + err())
                .isTrue();
        return process.exitValue();
    }

    /// The rest of standard output, once the program has ended.
    List<String> restOfOutput() {
        return out.lines().toList();
    }

    String err() {
        return read(err);
    }

    String log() {
        return read(directory.resolve("backend.log"));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "(" + e + ")";
        }
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        out.close();
        http.close();
    }
}
