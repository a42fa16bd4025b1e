package dev.holdfast.bench.proc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What a reader has to know about the machine, and nothing that tells which machine it is.
public record Machine(int cores, String processor, long memoryGigabytes, String system, String jdk) {

    public static Machine thisOne() {
        return new Machine(
                Runtime.getRuntime().availableProcessors(),
                value(Path.of("/proc/cpuinfo"), "model name"),
                Math.round(Long.parseLong(
                                value(Path.of("/proc/meminfo"), "MemTotal").replaceAll("\\D", ""))
                        / (1024.0 * 1024)),
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"),
                System.getProperty("java.vendor.version", System.getProperty("java.vendor")) + ", "
                        + System.getProperty("java.vm.version"));
    }

    private static String value(Path file, String key) {
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> line.startsWith(key))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            throw new UncheckedIOException("can't read " + file, e);
        }
    }
}
