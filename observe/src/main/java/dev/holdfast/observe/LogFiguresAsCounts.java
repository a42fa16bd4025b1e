package dev.holdfast.observe;

import dev.holdfast.observe.log.EventLog;
import dev.holdfast.observe.log.LogFigures;
import dev.holdfast.observe.metrics.LogCounts;
import java.util.function.ToLongFunction;

/// What the log counts, as the metrics ask for it. A console that is not there has dropped nothing.
record LogFiguresAsCounts(EventLog events) implements LogCounts {
    @Override
    public long droppedLifecycle(Log log) {
        return of(log, LogFigures::droppedLifecycle);
    }

    @Override
    public long droppedNotices(Log log) {
        return of(log, LogFigures::droppedNotices);
    }

    @Override
    public long writeErrors(Log log) {
        return of(log, LogFigures::writeErrors);
    }

    @Override
    public long suppressed() {
        return events.suppressedRejections();
    }

    private long of(Log log, ToLongFunction<LogFigures> figure) {
        LogFigures figures = switch (log) {
            case FILE -> events.fileFigures();
            case CONSOLE -> events.consoleFigures();
        };
        return figures == null ? 0 : figure.applyAsLong(figures);
    }
}
