package dev.holdfast.doctor.analyze.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A file, or standard input.
///
/// @param name as the user gave it
/// @param path absent for standard input
/// @param stdin what is read where there is no path
public record LogSource(String name, @Nullable Path path, InputStream stdin) {
    /// @param argument a file's name, or `-` for standard input
    public static LogSource of(String argument, InputStream stdin) {
        return argument.equals("-")
                ? new LogSource("standard input", null, stdin)
                : new LogSource(argument, Path.of(argument), stdin);
    }

    /// Whether it can be read twice.
    public boolean rereadable() {
        return path != null && Files.isRegularFile(path);
    }

    /// Its content, decompressed.
    public InputStream open() throws IOException {
        return Unpacked.of(path == null ? stdin : Files.newInputStream(path), name);
    }
}
