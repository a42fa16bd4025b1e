package dev.holdfast.doctor.analyze.study;

import dev.holdfast.core.connection.ConnectionInfo;
import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.doctor.analyze.event.LogEvent;
import dev.holdfast.doctor.analyze.result.Story;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Gathers what is told of the one connection that was asked for. Bounded: 1000 lines.
final class Stories {
    private static final int LINES = 1000;

    private final Filter filter;
    private final List<Story.Line> lines = new ArrayList<>();
    private @Nullable ConnectionInfo info;
    private @Nullable Instant openedAt;
    private @Nullable EndRecord end;
    private @Nullable String recorded;

    Stories(Filter filter) {
        this.filter = filter;
    }

    void opened(ConnectionInfo opened, Instant at) {
        if (filter.wants(opened)) {
            info = opened;
            openedAt = at;
        }
    }

    void ended(EndRecord record, LogEvent.@Nullable Recorded inTheLog) {
        if (!filter.wants(record.info())) {
            return;
        }
        info = record.info();
        end = record;
        if (inTheLog != null) {
            recorded = inTheLog.cause() + ", " + inTheLog.confidence();
        }
    }

    void learned(EndRecord record) {
        if (filter.wants(record.info())) {
            end = record;
        }
    }

    void noticed(LogEvent.Noticed notice) {
        if (notice.connection() != null && notice.connection().equals(filter.connection()) && lines.size() < LINES) {
            lines.add(new Story.Line(notice.at(), notice.level(), notice.message()));
        }
    }

    @Nullable
    Story story() {
        String wanted = filter.connection();
        if (wanted == null) {
            return null;
        }
        EndRecord last = end;
        String now = last == null
                ? null
                : last.explanation().cause().id() + ", " + last.explanation().confidence();
        return new Story(
                wanted, info, openedAt, last, lines, recorded == null || recorded.equals(now) ? null : recorded);
    }
}
