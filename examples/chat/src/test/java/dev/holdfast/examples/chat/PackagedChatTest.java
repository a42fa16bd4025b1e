package dev.holdfast.examples.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.cli.command.Commands;
import dev.holdfast.cli.command.Terminal;
import dev.holdfast.server.Application;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackagedChatTest {
    private static final Path CLASSES = Path.of("target", "classes");

    @TempDir
    private Path directory;

    @Test
    void its_configuration_is_right_and_the_command_finds_it_in_its_jar() throws IOException {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(printed, true, StandardCharsets.UTF_8);

        int status = Commands.run(
                new Terminal(print, print, Map.of(), false, false),
                "check",
                "--config",
                "holdfast.yaml",
                "--app",
                jar().toString());

        assertThat(status).as(printed::toString).isZero();
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("holdfast.yaml: configuration is valid", "Paths of the application:\n  /chat\n")
                .doesNotContain("Warnings");
    }

    private Path jar() throws IOException {
        String service = "META-INF/services/" + Application.class.getName();
        Path jar = directory.resolve("chat.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new ZipEntry(service));
            out.write(Files.readAllBytes(CLASSES.resolve(service)));
        }
        return jar;
    }
}
