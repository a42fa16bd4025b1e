package dev.holdfast.observe.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import dev.holdfast.core.connection.Notice;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// What libraries say through SLF4J, as notices in the same log.
final class ProgramLog extends AppenderBase<ILoggingEvent> {
    private final Consumer<Notice> log;

    private ProgramLog(Consumer<Notice> log) {
        this.log = log;
    }

    /// Listens to every logger that is allowed to speak.
    ///
    /// @return stops listening
    static Runnable listen(Consumer<Notice> log) {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            return () -> {};
        }
        ProgramLog appender = new ProgramLog(log);
        appender.setContext(context);
        appender.setName("holdfast");
        appender.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.addAppender(appender);
        return () -> root.detachAppender(appender);
    }

    @Override
    protected void append(ILoggingEvent event) {
        log.accept(new Notice(
                level(event.getLevel()),
                "program-log",
                event.getFormattedMessage(),
                null,
                Map.of("logger", event.getLoggerName(), "thread", event.getThreadName()),
                thrown(event)));
    }

    private static Notice.Level level(Level level) {
        if (level.isGreaterOrEqual(Level.ERROR)) {
            return Notice.Level.ERROR;
        }
        return level.isGreaterOrEqual(Level.WARN) ? Notice.Level.WARN : Notice.Level.INFO;
    }

    private static @Nullable Throwable thrown(ILoggingEvent event) {
        return event.getThrowableProxy() instanceof ThrowableProxy proxy ? proxy.getThrowable() : null;
    }
}
