package dev.holdfast.observe.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/// The file descriptors of this process, where the system tells (Linux).
final class OpenFiles {
    private static final Path OPEN = Path.of("/proc/self/fd");
    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final String LIMIT = "Max open files";

    private OpenFiles() {}

    static OptionalDouble open() {
        try (Stream<Path> files = Files.list(OPEN)) {
            // The listing itself has one open.
            return OptionalDouble.of(files.count() - 1);
        } catch (IOException notToldHere) {
            return OptionalDouble.empty();
        }
    }

    /// The soft limit, at which accepting fails.
    static OptionalDouble limit() {
        try (Stream<String> lines = Files.lines(LIMITS)) {
            return lines.filter(line -> line.startsWith(LIMIT))
                    .map(line -> line.substring(LIMIT.length()).trim().split(" ", 2)[0])
                    .filter(number -> number.matches("[0-9]+"))
                    .mapToDouble(Double::parseDouble)
                    .findFirst();
        } catch (IOException notToldHere) {
            return OptionalDouble.empty();
        }
    }
}
