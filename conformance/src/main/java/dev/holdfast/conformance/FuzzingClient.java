package dev.holdfast.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Autobahn's fuzzing client, which runs inside this JVM under Jython. Once only: its reactor can't be started again.
///
/// Called by reflection, so that only a run of the suite, and not every build, needs the suite.
final class FuzzingClient {
    static final String AGENT = "holdfast";

    private static final String SUITE = "me.normanmaurer.maven.autobahntestsuite.AutobahnTestSuite";
    private static final String POM =
            "/META-INF/maven/me.normanmaurer.maven.autobahntestsuite/autobahntestsuite-maven-plugin/pom.properties";
    /// Where the suite writes, below the working directory.
    private static final Path INDEX = Path.of("target", "autobahntestsuite-reports", "index.json");

    private static final Path OUTPUT = Path.of("target", "suite.txt");

    private FuzzingClient() {}

    /// Runs the cases. What the suite prints meanwhile goes to a file of its own.
    ///
    /// @return `index.json`. What the suite's own API returns leaves out how connections were closed
    static String run(String url, List<Group> groups) throws IOException {
        Files.deleteIfExists(INDEX);
        List<String> cases = groups.stream().map(Group::pattern).toList();
        Files.createDirectories(OUTPUT.toAbsolutePath().getParent());
        PrintStream output = System.out;
        try (PrintStream suite = new PrintStream(OUTPUT.toFile(), StandardCharsets.UTF_8)) {
            System.setOut(suite);
            Method run = Class.forName(SUITE)
                    .getMethod("runFuzzingClient", String.class, String.class, Map.class, List.class, List.class);
            run.invoke(null, AGENT, url, new HashMap<>(), cases, List.of());
        } catch (ReflectiveOperationException e) {
            throw new IOException("the suite did not run; what it said is in conformance/" + OUTPUT, e);
        } finally {
            System.setOut(output);
        }
        return Files.readString(INDEX);
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
