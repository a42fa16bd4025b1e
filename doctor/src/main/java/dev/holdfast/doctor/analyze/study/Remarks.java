package dev.holdfast.doctor.analyze.study;

import dev.holdfast.core.evidence.Decision;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.Timeline;
import dev.holdfast.doctor.analyze.event.LogEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Joins what one log of a program says of an end with the line of another log that tells of the same
/// connection: by the program's number of it, or else by client and request within two seconds. Bounded:
/// 10,000 remarks wait, two seconds each; one that is not claimed is an end of its own.
final class Remarks {
    private static final int WAITING = 10_000;
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Deque<LogEvent.Remark> waiting = new ArrayDeque<>();
    private final Consumer<LogEvent.Ended> unclaimed;

    Remarks(Consumer<LogEvent.Ended> unclaimed) {
        this.unclaimed = unclaimed;
    }

    void add(LogEvent.Remark remark) {
        waiting.addLast(remark);
        if (waiting.size() > WAITING) {
            giveUp(waiting.removeFirst());
        }
    }

    /// Time went by.
    void passed(Instant now) {
        for (LogEvent.Remark first = waiting.peekFirst();
                first != null && first.at().plus(PATIENCE).isBefore(now);
                first = waiting.peekFirst()) {
            giveUp(waiting.removeFirst());
        }
    }

    /// There will be no more.
    void finish() {
        while (!waiting.isEmpty()) {
            giveUp(waiting.removeFirst());
        }
    }

    private void giveUp(LogEvent.Remark remark) {
        LogEvent.Ended alone = remark.alone();
        if (alone != null) {
            unclaimed.accept(alone);
        }
    }

    /// The same end with what a remark adds to it.
    LogEvent.Ended joined(LogEvent.Ended ended) {
        LogEvent.Handle handle = ended.handle();
        LogEvent.Remark remark = handle == null ? null : claim(handle);
        return remark == null ? ended : with(ended, remark.end());
    }

    private LogEvent.@Nullable Remark claim(LogEvent.Handle handle) {
        Iterator<LogEvent.Remark> each = waiting.iterator();
        while (each.hasNext()) {
            LogEvent.Remark remark = each.next();
            if (same(remark.handle(), handle)) {
                each.remove();
                return remark;
            }
        }
        return null;
    }

    private static boolean same(LogEvent.Handle a, LogEvent.Handle b) {
        if (a.connection() != null && b.connection() != null) {
            return a.connection().equals(b.connection());
        }
        return a.client().equals(b.client()) && a.request().equals(b.request());
    }

    private static LogEvent.Ended with(LogEvent.Ended ended, Fact end) {
        List<Timeline.Entry> entries = new ArrayList<>();
        for (Timeline.Entry entry : ended.timeline().entries()) {
            if (entry.fact() instanceof Fact.EndLogged) {
                if (end instanceof Decision.BackendFailed failed) {
                    entries.add(
                            new Timeline.Entry(entry.atNanos(), new Fact.UpstreamChosen(failed.backend(), List.of())));
                    entries.add(new Timeline.Entry(
                            entry.atNanos(),
                            new Decision.BackendFailed(
                                    failed.backend(), failed.problem(), failed.detail(), entry.at())));
                } else {
                    entries.add(new Timeline.Entry(entry.atNanos(), end));
                }
            } else {
                entries.add(entry);
            }
        }
        return new LogEvent.Ended(
                ended.at(),
                ended.info(),
                ended.opened(),
                new Timeline(ended.timeline().start(), entries, ended.timeline().omitted()),
                ended.recorded(),
                ended.again(),
                ended.timed(),
                null);
    }
}
