package dev.holdfast.clinic.part;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The `holdfast` command as a process of its own, in a folder of its own.
public final class Program extends Child {
    private static final Pattern READY = Pattern.compile(
            "Holdfast ready: ws://(?<host>\\S+):(?<port>\\d+)/\\S* · diagnostics (?<admin>\\S+) · log .*");

    private final Path folder;

    private Program(Path folder, List<String> command) throws IOException {
        super(folder, command, Map.of());
        this.folder = folder;
    }

    /// @param folder in which it writes `backend.log`
    public static Program start(Path folder, String... arguments) throws IOException {
        return start(folder, List.of(), arguments);
    }

    /// @param around a command that runs it, such as one that limits or fakes something
    public static Program start(Path folder, List<String> around, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(around);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                classPath(),
                "dev.holdfast.cli.Main"));
        command.addAll(List.of(arguments));
        return new Program(folder, command);
    }

    /// That of the clinic, for a program that runs in another folder.
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /// @param diagnostics of it
    public record Ready(InetSocketAddress address, Diagnostics diagnostics) {}

    /// Waits for its ready line.
    public Ready ready() throws Exception {
        while (true) {
            Matcher ready = READY.matcher(line());
            if (ready.matches()) {
                return new Ready(
                        new InetSocketAddress(
                                InetAddress.getByName(ready.group("host")), Integer.parseInt(ready.group("port"))),
                        new Diagnostics(URI.create(ready.group("admin"))));
            }
        }
    }

    /// The lines of its log.
    public List<String> log() throws IOException {
        return Files.readAllLines(folder.resolve("backend.log"));
    }
}
