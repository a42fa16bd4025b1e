package dev.holdfast.observe.life;

import dev.holdfast.core.port.TimeSource;
import dev.holdfast.observe.log.LogUnavailableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A small file beside the log that is renewed while the program runs and removed when it stops in order. Found at a
/// start, it says that the run before was killed or crashed, and when it was last seen alive.
///
/// The running program holds a lock on it, which the system gives back however the program ends. So nobody has to guess
/// whether a process id is still the same process, and two programs never write one log.
public final class LifeSign implements AutoCloseable {
    private static final Duration PERIOD = Duration.ofSeconds(5);

    private final Path file;
    private final TimeSource time;
    private final Instant started;
    private final @Nullable FileChannel channel;
    private final @Nullable PreviousRun uncleanRun;
    private @Nullable ScheduledExecutorService renewing;

    private LifeSign(Path file, TimeSource time, @Nullable FileChannel channel, @Nullable PreviousRun uncleanRun) {
        this.file = file;
        this.time = time;
        this.started = time.wall();
        this.channel = channel;
        this.uncleanRun = uncleanRun;
    }

    /// Looks for the sign of the run before, and changes nothing yet.
    ///
    /// @param log the log file; the sign stands beside it as `<log>.alive`
    /// @throws LogUnavailableException when another program that still runs writes this log
    public static LifeSign look(Path log, TimeSource time) throws LogUnavailableException {
        Path file = log.resolveSibling(log.getFileName() + ".alive");
        if (Files.exists(log) && !Files.isRegularFile(log)) {
            // A device or a pipe: nothing stands beside it.
            return new LifeSign(file, time, null, null);
        }
        try {
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (!locked(channel)) {
                PreviousRun other = PreviousRun.read(channel, file);
                channel.close();
                throw new LogUnavailableException(
                        "The log " + log.toAbsolutePath() + " is written by another Holdfast that still runs"
                                + (other == null ? "" : other.whichProcess())
                                + ". Stop that one or name another log file.",
                        null);
            }
            return new LifeSign(file, time, channel, PreviousRun.read(channel, file));
        } catch (LogUnavailableException inUse) {
            throw inUse;
        } catch (IOException noSign) {
            // Whoever opens the log says what is wrong with the folder; without a sign the program runs as well.
            return new LifeSign(file, time, null, null);
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException ofThisProcess) {
            return false;
        }
    }

    /// The run before, if it did not stop in order.
    public @Nullable PreviousRun uncleanRun() {
        return uncleanRun;
    }

    /// From now on this run gives its sign.
    public void begin() {
        renew();
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("holdfast-life-sign").factory());
        var _ = thread.scheduleAtFixedRate(this::renew, PERIOD.toSeconds(), PERIOD.toSeconds(), TimeUnit.SECONDS);
        renewing = thread;
    }

    /// Writes the present moment. A disk that is full only makes the sign old.
    void renew() {
        if (channel == null) {
            return;
        }
        // Written in place, because a lock belongs to the file and not to its name. Seconds have always the same
        // length, so that a kill between two writes leaves no mixture.
        String text = PreviousRun.text(
                ProcessHandle.current().pid(),
                started.truncatedTo(ChronoUnit.SECONDS),
                time.wall().truncatedTo(ChronoUnit.SECONDS));
        try {
            var _ = channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
            var _ = channel.truncate(text.length());
        } catch (IOException fullOrGone) {
            // The log itself is on the same disk and says so.
        }
    }

    /// Gives up before [#begin()], leaving the sign of the run before for the next start to find.
    public void abandon() {
        try {
            if (channel != null) {
                if (channel.size() == 0) {
                    Files.deleteIfExists(file);
                }
                channel.close();
            }
        } catch (IOException undeletable) {
            // The next start will call the last stop unclean, which is the safe mistake.
        }
    }

    /// A clean stop: the sign is removed.
    @Override
    public void close() {
        try {
            if (renewing != null) {
                renewing.shutdownNow();
                var _ = renewing.awaitTermination(1, TimeUnit.SECONDS);
            }
            if (channel != null) {
                Files.deleteIfExists(file);
                channel.close();
            }
        } catch (IOException undeletable) {
            // As in abandon().
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
