package dev.holdfast.conformance;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Autobahn's fuzzing client, which runs under Jython. In a JVM of its own each time: its reactor can't be started
/// again.
///
/// Called by reflection, so that only a run of the suite, and not every build, needs the suite.
final class FuzzingClient {
    private static final String AGENT = "holdfast";

    private static final String SUITE = "me.normanmaurer.maven.autobahntestsuite.AutobahnTestSuite";
    private static final String POM =
            "/META-INF/maven/me.normanmaurer.maven.autobahntestsuite/autobahntestsuite-maven-plugin/pom.properties";
    /// Where the suite writes, below its working directory.
    private static final Path INDEX = Path.of("target", "autobahntestsuite-reports", "index.json");

    private FuzzingClient() {}

    /// Runs the cases.
    ///
    /// @param folder of its own, for what it writes
    static Results run(String url, List<Group> groups, Path folder) throws IOException {
        Path directory = folder.toAbsolutePath();
        Files.createDirectories(directory);
        Files.deleteIfExists(directory.resolve(INDEX));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", absolute(System.getProperty("java.class.path")), FuzzingClient.class.getName()));
        command.add(url);
        groups.forEach(group -> command.add(group.pattern()));
        Path said = directory.resolve("suite.txt");
        Process suite = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(said.toFile()))
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(suite::destroyForcibly));
        try {
            if (suite.waitFor() != 0) {
                throw new IOException("the suite did not run; what it said is in " + said);
            }
        } catch (InterruptedException e) {
            suite.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        // What the suite's own API returns leaves out how connections were closed.
        return Results.read(groups, AGENT, Files.readString(directory.resolve(INDEX)));
    }

    private static String absolute(String classPath) {
        return String.join(
                File.pathSeparator,
                Arrays.stream(classPath.split(File.pathSeparator))
                        .map(entry -> Path.of(entry).toAbsolutePath().toString())
                        .toList());
    }

    /// @param arguments the URL and the patterns of cases
    public static void main(String[] arguments) throws ReflectiveOperationException {
        List<String> cases = List.of(arguments).subList(1, arguments.length);
        Method run = Class.forName(SUITE)
                .getMethod("runFuzzingClient", String.class, String.class, Map.class, List.class, List.class);
        var _ = run.invoke(null, AGENT, arguments[0], new HashMap<>(), cases, List.of());
        // The suite leaves threads behind.
        System.exit(0);
    }

    static String suiteVersion() throws IOException {
        return in("/autobahntestsuite/_version.py", Pattern.compile("__version__ = \"(.+)\""));
    }

    static String artefactVersion() throws IOException {
        return in(POM, Pattern.compile("(?m)^version=(.+)$"));
    }

    private static String in(String resource, Pattern pattern) throws IOException {
        try (InputStream bytes = FuzzingClient.class.getResourceAsStream(resource)) {
            if (bytes == null) {
                throw new IOException("the suite is not on the class path: use ./conformance/run");
            }
            Matcher matcher = pattern.matcher(new String(bytes.readAllBytes(), StandardCharsets.UTF_8));
            return matcher.find() ? matcher.group(1).strip() : "unknown";
        }
    }
}
