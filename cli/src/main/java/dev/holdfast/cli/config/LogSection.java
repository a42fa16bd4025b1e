package dev.holdfast.cli.config;

import dev.holdfast.observe.log.LogOptions;
import java.nio.file.Path;
import java.time.Duration;

/// `log`: the JSON log, and the readable one beside it.
///
/// @param file written now. Default `backend.log` in the working directory
/// @param maxSize of a file, which is then put aside. Default 100 MiB
/// @param maxAge after which files put aside are deleted, in whole days. Default 14d
/// @param totalSize of the files put aside; beyond it the oldest are deleted. Default 2 GiB
/// @param queueCapacity events that may wait for the disk. Default 32768; beyond it events are dropped, counted and
/// said
/// @param rejectionsPerSecond refused handshakes with a line of their own. Default 100
/// @param console whether a readable log goes to the terminal. Default none; `holdfast dev` has text
public record LogSection(
        Path file,
        long maxSize,
        Duration maxAge,
        long totalSize,
        int queueCapacity,
        int rejectionsPerSecond,
        Console console) {
    public LogSection {
        if (maxAge.compareTo(Duration.ofDays(1)) < 0) {
            throw new IllegalArgumentException("max-age: found " + maxAge + ", expected at least 1d");
        }
        if (maxSize > totalSize) {
            throw new IllegalArgumentException("max-size: found " + maxSize
                    + ", expected log.max-size no larger than log.total-size, which is " + totalSize);
        }
        new LogOptions(file, maxSize, maxAge, totalSize, queueCapacity, rejectionsPerSecond);
    }

    public static LogSection defaults() {
        LogOptions log = LogOptions.to(Path.of("backend.log"));
        return new LogSection(
                log.file(),
                log.fileBytes(),
                log.maxAge(),
                log.totalBytes(),
                log.queueCapacity(),
                log.rejectionsPerSecond(),
                Console.NONE);
    }

    public LogOptions options() {
        return new LogOptions(file, maxSize, maxAge, totalSize, queueCapacity, rejectionsPerSecond);
    }

    /// The log for people at a terminal.
    public enum Console {
        NONE,
        /// One short line an event, on standard error.
        TEXT
    }
}
