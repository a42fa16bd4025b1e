package dev.holdfast.observe.life;

import dev.holdfast.core.connection.Notice;
import dev.holdfast.core.port.TimeSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A small file that is renewed while the program runs and removed when it stops in order. Found at a start, it says
/// that
/// the run before was killed or crashed, and when it was last seen alive.
public final class LifeSign implements AutoCloseable {
    private static final Duration PERIOD = Duration.ofSeconds(5);

    private final Path file;
    private final TimeSource time;
    private final Instant started;
    private final @Nullable Notice uncleanStop;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("holdfast-life-sign").factory());

    private LifeSign(Path file, TimeSource time, @Nullable Notice uncleanStop) {
        this.file = file;
        this.time = time;
        this.started = time.wall();
        this.uncleanStop = uncleanStop;
    }

    /// Looks for the sign of the run before, and begins this run's own.
    ///
    /// @param log the log file; the sign stands beside it as `<log>.alive`
    public static LifeSign begin(Path log, TimeSource time) {
        Path file = log.resolveSibling(log.getFileName() + ".alive");
        LifeSign sign = new LifeSign(file, time, left(file));
        sign.renew();
        sign.thread.scheduleAtFixedRate(sign::renew, PERIOD.toSeconds(), PERIOD.toSeconds(), TimeUnit.SECONDS);
        return sign;
    }

    /// Says that the run before did not stop in order; `null` where it did, or where it still runs.
    public @Nullable Notice uncleanStop() {
        return uncleanStop;
    }

    /// Writes the present moment. A disk that is full only makes the sign old.
    void renew() {
        String text = ProcessHandle.current().pid() + "\n" + started + "\n" + time.wall() + "\n";
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.writeString(fresh, text);
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException fullOrGone) {
            // The log itself is on the same disk and says so.
        }
    }

    private static @Nullable Notice left(Path file) {
        try {
            String[] lines = Files.readString(file, StandardCharsets.UTF_8).split("\n");
            long pid = Long.parseLong(lines[0]);
            Instant begun = Instant.parse(lines[1]);
            Instant last = Instant.parse(lines[2]);
            if (isStillRunning(pid, begun)) {
                return null;
            }
            return Notice.warn(
                    "unclean-stop",
                    "The run before this one was killed or crashed; its last sign of life was at " + last,
                    Map.of(
                            "last_sign_of_life",
                            last.toString(),
                            "previous_start",
                            begun.toString(),
                            "previous_pid",
                            pid));
        } catch (IOException | NumberFormatException | DateTimeException | ArrayIndexOutOfBoundsException noSign) {
            return null;
        }
    }

    /// A process id is used again, so the start must fit as well.
    private static boolean isStillRunning(long pid, Instant begun) {
        if (pid == ProcessHandle.current().pid()) {
            return false;
        }
        Optional<Instant> start =
                ProcessHandle.of(pid).flatMap(process -> process.info().startInstant());
        return start.isPresent() && start.get().isBefore(begun.plusSeconds(1));
    }

    /// A clean stop: the sign is removed.
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            thread.awaitTermination(1, TimeUnit.SECONDS);
            Files.deleteIfExists(file);
        } catch (IOException undeletable) {
            // The next start will call this stop unclean, which is the safe mistake.
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
