package dev.holdfast.cli.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// The Docker image has what the program needs, and starts it as `./holdfast` does. It is not built here.
class ImageTest {
    private static final Path DOCKER = OperatorFilesTest.OPS.resolve("docker");

    /// A file of the checkout that `./holdfast` hands to the JVM.
    private static final Pattern NEEDED = Pattern.compile("\\$root/([\\w./-]+\\.(?:args|jar))");

    private static final Pattern IN_IMAGE = Pattern.compile("/opt/holdfast/[\\w./-]+");

    @Test
    void what_the_command_hands_to_the_jvm_is_in_the_image() throws IOException {
        Set<String> needed = found(NEEDED, 1, Files.readString(Path.of("..", "holdfast")));
        assertThat(needed).contains("build/java.args", "build/analyze.args", "cli/target/run/holdfast.jar");
        assertThat(copied()).containsAll(needed);
        assertThat(needed)
                .allSatisfy(file -> assertThat(IN_IMAGE.matcher(Files.readString(DOCKER.resolve("entry.sh")))
                                .results()
                                .map(match -> Path.of(match.group()).getFileName()))
                        .contains(Path.of(file).getFileName()));
    }

    @Test
    void what_the_image_starts_with_is_in_it() throws IOException {
        Set<String> there = copied().stream()
                .map(file -> "/opt/holdfast/" + Path.of(file).getFileName())
                .collect(Collectors.toSet());
        Set<String> started = found(IN_IMAGE, 0, Files.readString(DOCKER.resolve("entry.sh")));
        started.addAll(found(
                IN_IMAGE,
                0,
                Files.readString(DOCKER.resolve("Dockerfile"))
                        .lines()
                        .filter(line -> line.startsWith("ENTRYPOINT"))
                        .collect(Collectors.joining())));
        assertThat(started).hasSize(4);
        assertThat(there).containsAll(started);
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the entry is a shell script")
    void the_flags_for_reading_a_log_are_only_used_for_that(@TempDir Path folder) throws Exception {
        assertThat(started(folder, "analyze", "a b.log"))
                .isEqualTo("@/opt/holdfast/java.args|@/opt/holdfast/analyze.args|-jar|/opt/holdfast/holdfast.jar"
                        + "|analyze|a b.log|");
        assertThat(started(folder, "serve", "--config", "analyze"))
                .isEqualTo("@/opt/holdfast/java.args|-XX:MaxRAMPercentage=70|-jar|/opt/holdfast/holdfast.jar"
                        + "|serve|--config|analyze|");
    }

    /// What of the build the image is given, by its path in the checkout.
    private static Set<String> copied() throws IOException {
        return Files.readString(DOCKER.resolve("Dockerfile"))
                .lines()
                .filter(line -> line.startsWith("COPY --from=build "))
                .map(line -> line.substring("COPY --from=build ".length()).split(" "))
                .flatMap(words -> Arrays.stream(words, 0, words.length - 1))
                .map(file -> file.substring("/src/".length()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> found(Pattern pattern, int group, String text) {
        return pattern.matcher(text)
                .results()
                .map(match -> match.group(group))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// With a `java` that only says what it was given.
    private static String started(Path folder, String... arguments) throws IOException, InterruptedException {
        Path java = Files.writeString(folder.resolve("java"), "#!/bin/sh\nprintf '%s|' \"$@\"\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(
                                Stream.of("sh", DOCKER.resolve("entry.sh").toString()), List.of(arguments).stream())
                        .toList())
                .redirectErrorStream(true);
        builder.environment().merge("PATH", "", (path, _) -> folder + ":" + path);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
