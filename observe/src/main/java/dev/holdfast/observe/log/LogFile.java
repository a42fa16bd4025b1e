package dev.holdfast.observe.log;

import dev.holdfast.core.port.TimeSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The file that lines are appended to. A write leaves all of its lines or none: what a full disk took half of is cut
/// off again, so that the file is whole lines at any time. Used by one thread only.
final class LogFile implements AutoCloseable {
    private static final Duration LOOK_AFTER = Duration.ofSeconds(1);

    private final Path path;
    private final TimeSource time;
    private final Consumer<String> lastResort;
    private final @Nullable Rotation rotation;
    private FileChannel channel;
    private @Nullable Object identity;
    private long lookedAt;

    private LogFile(Path path, TimeSource time, Consumer<String> lastResort, @Nullable Rotation rotation)
            throws IOException {
        this.path = path;
        this.time = time;
        this.lastResort = lastResort;
        this.rotation = rotation;
        channel = open();
    }

    /// @param torn takes the last line of an earlier run that was cut off in the middle
    static LogFile open(LogOptions options, TimeSource time, Consumer<String> lastResort, Consumer<String> torn)
            throws LogUnavailableException {
        Path path = options.file().toAbsolutePath();
        Path folder = path.getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            throw new LogUnavailableException(
                    cantWrite(path) + "the folder " + folder + " does not exist. Create it or name another log file.",
                    null);
        }
        if (Files.isDirectory(path)) {
            throw new LogUnavailableException(
                    cantWrite(path) + "it is a folder. Name a file, such as " + path.resolve("backend.log") + ".",
                    null);
        }
        try {
            boolean plain = Files.isRegularFile(path) || Files.notExists(path);
            if (plain) {
                TornLine.cutOff(path).ifPresent(torn);
            }
            return new LogFile(path, time, lastResort, plain ? new Rotation(options, path, time.wall()) : null);
        } catch (IOException e) {
            throw new LogUnavailableException(
                    cantWrite(path) + reason(e) + ". Give write access to it or name another log file.", e);
        }
    }

    private static String cantWrite(Path path) {
        return "The log " + path + " can't be written: ";
    }

    private static String reason(IOException e) {
        return switch (e) {
            case java.nio.file.AccessDeniedException _ -> "access is denied";
            case java.nio.file.FileSystemException system when system.getReason() != null -> system.getReason();
            default -> Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
        };
    }

    /// Appends whole lines: all of them, or none and an exception.
    void append(byte[] lines) throws IOException {
        if (lines.length == 0) {
            return;
        }
        rotateWhenDue();
        reopenWhenGone();
        long before = channel.size();
        try {
            ByteBuffer rest = ByteBuffer.wrap(lines);
            while (rest.hasRemaining()) {
                var _ = channel.write(rest);
            }
        } catch (IOException e) {
            cutBackTo(before);
            throw e;
        }
        if (rotation != null) {
            rotation.grew(lines.length);
        }
    }

    private void cutBackTo(long length) {
        try {
            if (rotation != null) {
                var _ = channel.truncate(length);
            }
        } catch (IOException e) {
            lastResort.accept("The log " + path + " may hold half a line (" + e.getMessage() + ").");
        }
    }

    private void rotateWhenDue() throws IOException {
        if (rotation != null && rotation.isDue(time.wall())) {
            channel.close();
            String problem = rotation.putAside();
            channel = open();
            if (problem != null) {
                lastResort.accept("The log " + path + " could not be put aside (" + problem
                        + ") and goes on growing. Look at the folder's rights and room.");
            }
        }
    }

    /// Somebody may have moved or removed the file under us; then the lines belong into a new one.
    private void reopenWhenGone() throws IOException {
        long now = time.nanos();
        boolean look = now - lookedAt >= LOOK_AFTER.toNanos();
        if (!channel.isOpen() || (look && rotation != null && !Objects.equals(identity, identityOnDisk()))) {
            channel.close();
            channel = open();
        }
        if (look) {
            lookedAt = now;
        }
    }

    private FileChannel open() throws IOException {
        FileChannel opened =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        identity = identityOnDisk();
        lookedAt = time.nanos();
        if (rotation != null) {
            rotation.opened(opened.size());
        }
        return opened;
    }

    private @Nullable Object identityOnDisk() throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            lastResort.accept("The log " + path + " could not be closed (" + e.getMessage() + ").");
        }
        if (rotation != null) {
            rotation.stop();
        }
    }
}
