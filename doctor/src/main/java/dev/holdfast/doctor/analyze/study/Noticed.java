package dev.holdfast.doctor.analyze.study;

import dev.holdfast.doctor.analyze.event.LogEvent;
import dev.holdfast.doctor.analyze.result.Analysis;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Lines about the whole program. Bounded: 64 kinds, and 100 moments that may have changed something.
final class Noticed {
    private static final int KINDS = 64;
    private static final int MOMENTS = 100;
    private static final int MOST_CHARACTERS = 300;

    /// After these a program is not what it was.
    private static final Set<String> CHANGES = Set.of(
            "server-started",
            "drain-started",
            "unclean-stop",
            "accept-failed",
            "listen-overflow",
            "memory-kill",
            "process-paused",
            "internal-fault",
            "key-fetch-failed");

    private final Map<String, Kind> kinds = new LinkedHashMap<>();
    private final List<Analysis.Change> moments = new ArrayList<>();

    private static final class Kind {
        private final LogEvent.Noticed first;
        private Instant last;
        private long count;

        private Kind(LogEvent.Noticed first) {
            this.first = first;
            this.last = first.at();
        }
    }

    void add(LogEvent.Noticed notice) {
        Kind kind = kinds.get(notice.event());
        if (kind == null && kinds.size() < KINDS) {
            kind = new Kind(notice);
            kinds.put(notice.event(), kind);
        }
        if (kind != null) {
            kind.count++;
            kind.last = notice.at();
        }
        if (CHANGES.contains(notice.event()) && moments.size() < MOMENTS) {
            moments.add(new Analysis.Change(notice.at(), cut(notice.message())));
        }
    }

    List<Analysis.Change> moments() {
        return moments;
    }

    List<Analysis.Notices> list() {
        return kinds.values().stream()
                .map(kind -> new Analysis.Notices(
                        kind.first.event(),
                        kind.first.level(),
                        kind.count,
                        kind.first.at(),
                        kind.last,
                        cut(kind.first.message())))
                .sorted((a, b) -> Long.compare(b.count(), a.count()))
                .toList();
    }

    private static String cut(String message) {
        return message.length() <= MOST_CHARACTERS ? message : message.substring(0, MOST_CHARACTERS) + "…";
    }
}
