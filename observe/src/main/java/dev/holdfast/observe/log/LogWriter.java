package dev.holdfast.observe.log;

import dev.holdfast.core.connection.Notice;
import dev.holdfast.core.port.TimeSource;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Takes events from a queue to a sink, on a thread of its own. A sink that fails is tried again and again; meanwhile
/// events wait in the queue, and what finds no room there is counted and said as soon as the sink works again.
final class LogWriter {
    private static final Duration RETRY = Duration.ofSeconds(1);

    /// Between two writes, for lines to come together: where each is written by itself, the system calls and the
    /// waking cost more than the lines. The first after a pause is written at once.
    private static final Duration GATHERING = Duration.ofMillis(5);

    private static final Duration PATIENCE_AT_THE_END = Duration.ofSeconds(10);

    private final String name;
    private final LogQueue queue;
    private final EventSink sink;
    private final LogFigures figures;
    private final RejectionSampler sampler;
    private final TimeSource time;
    private final Consumer<String> lastResort;

    private volatile boolean closing;
    private volatile @Nullable Thread thread;

    // Of the writing thread:
    private @Nullable Event pending;
    private boolean failing;
    private long failedAt;
    private long droppedSaid;
    private long suppressedSaid;
    private long suppressedSaidAt;

    /// @param name what people call this log, for messages about it
    /// @param lastResort where it is said that the log itself is in trouble
    LogWriter(
            String name,
            LogQueue queue,
            EventSink sink,
            LogFigures figures,
            RejectionSampler sampler,
            TimeSource time,
            Consumer<String> lastResort) {
        this.name = name;
        this.queue = queue;
        this.sink = sink;
        this.figures = figures;
        this.sampler = sampler;
        this.time = time;
        this.lastResort = lastResort;
        suppressedSaidAt = time.nanos();
    }

    void start() {
        Thread started =
                Thread.ofPlatform().daemon().name("holdfast-log-" + name).unstarted(this::run);
        thread = started;
        started.start();
    }

    /// Returns at once. What finds no room is dropped and counted.
    void offer(Event event) {
        if (closing || !queue.offer(event)) {
            figures.dropped(event);
        }
    }

    LogFigures figures() {
        return figures;
    }

    /// Writes what waits and stops. A sink that hangs or fails does not hold up the end of the program for long.
    void close() {
        closing = true;
        Thread writing = thread;
        if (writing == null) {
            drain();
            return;
        }
        queue.wakeReader();
        try {
            if (!writing.join(PATIENCE_AT_THE_END)) {
                lastResort.accept("The " + name + " log did not take its last lines within "
                        + PATIENCE_AT_THE_END.toSeconds() + " s; they are lost.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        boolean written = false;
        while (!closing) {
            if (step()) {
                written = true;
            } else if (written) {
                written = false;
                LockSupport.parkNanos(this, GATHERING.toNanos());
            } else {
                queue.awaitOffer(RETRY.toNanos());
            }
        }
        drain();
    }

    private void drain() {
        failing = false;
        while (step()) {
            // Until nothing is left, or the sink fails.
        }
        long lost = 0;
        while (pending != null || (pending = queue.poll()) != null) {
            figures.dropped(pending);
            pending = null;
            lost++;
        }
        if (lost > 0) {
            lastResort.accept("The " + name + " log could not take its last " + lost + " lines; they are lost.");
        }
        sink.close();
    }

    /// Writes one event, or flushes when none waits.
    ///
    /// @return whether to go on at once
    boolean step() {
        if (failing && !closing && time.nanos() - failedAt < RETRY.toNanos()) {
            return false;
        }
        try {
            sayWhatIsMissing();
            if (pending == null) {
                pending = queue.poll();
            }
            if (pending == null) {
                sink.flush();
                succeeded();
                return false;
            }
            sink.write(pending);
            pending = null;
            return true;
        } catch (IOException e) {
            failed(e);
            return false;
        } catch (RuntimeException | StackOverflowError e) {
            // One event that can't be written must not keep all others from it.
            if (pending == null) {
                droppedSaid = figures.dropped();
                suppressedSaid = sampler.suppressed();
            } else {
                figures.dropped(pending);
                pending = null;
            }
            return true;
        }
    }

    private void sayWhatIsMissing() throws IOException {
        long dropped = figures.dropped();
        if (dropped > droppedSaid && (queue.isHalfEmpty() || closing)) {
            say(Notice.warn(
                    "log-lines-dropped",
                    "log lines dropped",
                    Map.of("dropped", dropped - droppedSaid, "dropped_since_start", dropped)));
            droppedSaid = dropped;
        }
        long suppressed = sampler.suppressed();
        long now = time.nanos();
        if (suppressed > suppressedSaid && (now - suppressedSaidAt >= RETRY.toNanos() || closing)) {
            say(Notice.warn(
                    "rejections-suppressed",
                    "rejected handshakes not logged one by one",
                    Map.of("suppressed", suppressed - suppressedSaid, "suppressed_since_start", suppressed)));
            suppressedSaid = suppressed;
            suppressedSaidAt = now;
        }
    }

    private void say(Notice notice) throws IOException {
        sink.write(new Event.Noticed(time.wall(), notice));
    }

    private void failed(IOException problem) {
        figures.writeError();
        failedAt = time.nanos();
        if (!failing) {
            failing = true;
            lastResort.accept("The " + name + " log can't be written (" + problem.getMessage()
                    + "). Lines wait in memory and are dropped, and counted, when there is no room left. Make room or"
                    + " give the program write access; it tries again every second.");
        }
    }

    private void succeeded() {
        if (failing) {
            failing = false;
            lastResort.accept("The " + name + " log can be written again.");
        }
    }
}
