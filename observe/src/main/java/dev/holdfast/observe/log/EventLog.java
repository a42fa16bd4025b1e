package dev.holdfast.observe.log;

import dev.holdfast.core.connection.ConnectionInfo;
import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.core.connection.LoopReport;
import dev.holdfast.core.connection.Notice;
import dev.holdfast.core.port.TimeSource;
import dev.holdfast.observe.ends.ExplainedAgain;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The log: a JSON file, and a readable console where somebody looks. Its methods may be called on event
/// loops: they hand over and return, whatever the disk does. Safe for use by many threads.
public final class EventLog implements AutoCloseable {
    private final LogWriter file;
    private final @Nullable LogWriter console;
    private final RejectionSampler sampler;
    private final TimeSource time;
    private final Runnable stopListening;

    EventLog(LogWriter file, @Nullable LogWriter console, RejectionSampler sampler, TimeSource time) {
        this.file = file;
        this.console = console;
        this.sampler = sampler;
        this.time = time;
        stopListening = ProgramLog.listen(this::noticed);
    }

    /// @param lastResort where it is said that the log itself is in trouble, such as standard error
    /// @throws LogUnavailableException when the file can't be written; the message says what to do
    public static EventLog open(
            LogOptions options, @Nullable ConsoleOptions console, TimeSource time, Consumer<String> lastResort)
            throws LogUnavailableException {
        RejectionSampler sampler = new RejectionSampler(options.rejectionsPerSecond(), time.nanos());
        LogQueue queue = new LogQueue(options.queueCapacity());
        LogFile opened =
                LogFile.open(options, time, lastResort, torn -> queue.offer(new Event.Noticed(time.wall(), cut(torn))));
        LogWriter file = new LogWriter("file", queue, new JsonLog(opened), new LogFigures(), sampler, time, lastResort);
        LogWriter shown = console == null
                ? null
                : new LogWriter(
                        "console",
                        new LogQueue(options.queueCapacity()),
                        new ConsoleLog(console),
                        new LogFigures(),
                        sampler,
                        time,
                        lastResort);
        EventLog log = new EventLog(file, shown, sampler, time);
        file.start();
        if (shown != null) {
            shown.start();
        }
        return log;
    }

    private static Notice cut(String torn) {
        return Notice.warn(
                "log-line-torn",
                "the last line of the log was cut off in the middle, as a kill or a power failure does",
                Map.of("cut_line", torn));
    }

    public void opened(ConnectionInfo connection) {
        offer(new Event.Opened(time.wall(), connection));
    }

    public void loopEnded(LoopReport report) {
        offer(new Event.LoopEnded(time.wall(), report));
    }

    /// Of refused handshakes beyond the limit a second only the number is logged.
    public void ended(EndRecord end) {
        if (end.opened() || sampler.admits(time.nanos())) {
            offer(new Event.Ended(end));
        }
    }

    public void explainedAgain(ExplainedAgain again) {
        offer(new Event.Again(again));
    }

    public void noticed(Notice notice) {
        offer(new Event.Noticed(time.wall(), notice));
    }

    private void offer(Event event) {
        file.offer(event);
        LogWriter shown = console;
        if (shown != null) {
            shown.offer(event);
        }
    }

    /// What became of the lines of the JSON file.
    public LogFigures fileFigures() {
        return file.figures();
    }

    /// What became of the lines on the console, where there is one.
    public @Nullable LogFigures consoleFigures() {
        return console == null ? null : console.figures();
    }

    /// Refused handshakes that got no line of their own.
    public long suppressedRejections() {
        return sampler.suppressed();
    }

    /// Writes what waits, and stops.
    @Override
    public void close() {
        stopListening.run();
        file.close();
        if (console != null) {
            console.close();
        }
    }
}
