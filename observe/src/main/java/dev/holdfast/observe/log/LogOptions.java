package dev.holdfast.observe.log;

import java.nio.file.Path;
import java.time.Duration;

/// The JSON log: where it is written, how large it may become, and what happens when more comes than can be written.
///
/// @param file the file written now, such as `backend.log`; older ones stand beside it as `backend.2026-11-23.0.log`
/// @param fileBytes a file that has grown to this size is put aside. Default 100 MiB
/// @param maxAge files put aside longer ago than this many whole days are deleted. Default 14 days
/// @param totalBytes all files put aside together; beyond it the oldest are deleted. Default 2 GiB
/// @param queueCapacity events that may wait for the disk. Default 32768, so that 10,000 connections that end
/// at one moment fit; some tens of megabytes at worst. Beyond it events are dropped, counted and said. Half of it is
/// kept for beginnings and ends of connections
/// @param rejectionsPerSecond refused handshakes that get a line of their own. Default 100; of more only the number is
/// logged, while metrics and recent ends still hold each
public record LogOptions(
        Path file, long fileBytes, Duration maxAge, long totalBytes, int queueCapacity, int rejectionsPerSecond) {
    public LogOptions {
        between("log.file-bytes", fileBytes, 1024, 1L << 40);
        between("log.max-age in days", maxAge.toDays(), 1, 3650);
        between("log.total-bytes", totalBytes, fileBytes, 1L << 50);
        between("log.queue-capacity", queueCapacity, 16, 1 << 20);
        between("log.rejections-per-second", rejectionsPerSecond, 0, 1_000_000);
    }

    public static LogOptions to(Path file) {
        return new LogOptions(file, 100L << 20, Duration.ofDays(14), 2L << 30, 32 * 1024, 100);
    }

    private static void between(String key, long found, long least, long most) {
        if (found < least || found > most) {
            throw new IllegalArgumentException(key + ": found " + found + ", expected " + least + " to " + most);
        }
    }
}
