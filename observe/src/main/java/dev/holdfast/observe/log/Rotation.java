package dev.holdfast.observe.log;

import ch.qos.logback.core.ContextBase;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.rolling.RolloverFailure;
import ch.qos.logback.core.rolling.SizeAndTimeBasedFileNamingAndTriggeringPolicy;
import ch.qos.logback.core.rolling.TimeBasedRollingPolicy;
import ch.qos.logback.core.util.FileSize;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/// When the log is put aside, under which name, and when old ones are deleted: Logback's rolling policy, without
/// Logback's streams, which swallow what they can't write. Days begin at midnight UTC, as the timestamps in the log do.
final class Rotation {
    /// Deletes on the thread that rotates. Logback's own threads would run the deletion at the start and the one
    /// after the first rotation at the same time, over one calendar that is not made for it, and now and then took
    /// the file just put aside for one of long ago and deleted it.
    private final ContextBase context = new ContextBase() {
        private final ExecutorService atOnce = new AtOnce();

        @Override
        public ExecutorService getAlternateExecutorService() {
            return atOnce;
        }
    };

    private final TimeBasedRollingPolicy<Object> naming = new TimeBasedRollingPolicy<>();
    private final SizeAndTimeBasedFileNamingAndTriggeringPolicy<Object> trigger =
            new SizeAndTimeBasedFileNamingAndTriggeringPolicy<>();
    private final File file;

    Rotation(LogOptions options, Path path, Instant now) throws LogUnavailableException {
        file = path.toFile();
        context.setName("holdfast-log-rotation");
        FileAppender<Object> named = new FileAppender<>();
        named.setContext(context);
        named.setFile(path.toString());
        trigger.setContext(context);
        trigger.setMaxFileSize(new FileSize(options.fileBytes()));
        trigger.setCurrentTime(now.toEpochMilli());
        naming.setContext(context);
        naming.setParent(named);
        naming.setFileNamePattern(pattern(path));
        naming.setMaxHistory((int) options.maxAge().toDays());
        naming.setTotalSizeCap(new FileSize(options.totalBytes()));
        naming.setCleanHistoryOnStart(true);
        naming.setTimeBasedFileNamingAndTriggeringPolicy(trigger);
        naming.start();
        if (!naming.isStarted()) {
            throw new LogUnavailableException(
                    "The log " + path + " can't be rotated under that name. Name a log file without % and backslash.",
                    null);
        }
    }

    /// `backend.2026-11-23.0.log` beside `backend.log`.
    private static String pattern(Path path) throws LogUnavailableException {
        String whole = path.toString();
        if (whole.indexOf('%') >= 0 || whole.indexOf('\\') >= 0) {
            throw new LogUnavailableException(
                    "The log " + path + " can't be rotated under that name. Name a log file without % and backslash.",
                    null);
        }
        int dot = whole.lastIndexOf('.');
        int end = dot > whole.lastIndexOf('/') + 1 ? dot : whole.length();
        return whole.substring(0, end) + ".%d{yyyy-MM-dd, UTC}.%i" + whole.substring(end);
    }

    void opened(long length) {
        trigger.lengthCounter.reset();
        trigger.lengthCounter.add(length);
    }

    void grew(long bytes) {
        trigger.lengthCounter.add(bytes);
    }

    boolean isDue(Instant now) {
        trigger.setCurrentTime(now.toEpochMilli());
        return naming.isTriggeringEvent(file, this);
    }

    /// Renames the file, which must be closed, and deletes what is too old or too much.
    ///
    /// @return what went wrong; then the file is still there and goes on
    @Nullable
    String putAside() throws IOException {
        try {
            naming.rollover();
        } catch (RolloverFailure e) {
            return e.getMessage();
        }
        return Files.exists(file.toPath()) && Files.size(file.toPath()) > 0 ? "renaming it failed" : null;
    }

    void stop() {
        naming.stop();
        context.stop();
    }
}
