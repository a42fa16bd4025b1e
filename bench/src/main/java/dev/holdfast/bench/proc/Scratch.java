package dev.holdfast.bench.proc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/// A folder for what programs write while they are measured; nothing of it is left.
public record Scratch(Path folder) implements AutoCloseable {
    public static Scratch open() throws IOException {
        return new Scratch(Files.createTempDirectory("holdfast-bench"));
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
