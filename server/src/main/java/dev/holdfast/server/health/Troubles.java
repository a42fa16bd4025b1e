package dev.holdfast.server.health;

import dev.holdfast.core.connection.Notice;
import dev.holdfast.core.evidence.NodeHealth;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;

/// Says that this node is in trouble: when a kind of it begins, and again each minute that it lasts.
final class Troubles {
    private static final Duration LONG_PAUSE = Duration.ofSeconds(1);
    private static final int SILENT_SAMPLES = (int) Stalls.WINDOW.toSeconds();

    private final Consumer<Notice> notices;
    private final Map<Kind, Integer> silentFor = new EnumMap<>(Kind.class);

    private enum Kind {
        ACCEPT,
        OVERFLOW,
        MEMORY,
        PAUSE
    }

    Troubles(Consumer<Notice> notices) {
        this.notices = notices;
    }

    /// Called once a second.
    void look(NodeHealth health) {
        if (health.acceptFailures() > 0) {
            say(
                    Kind.ACCEPT,
                    Notice.warn(
                            "accept-failed",
                            "Connections can't be accepted: no file descriptor is left for them; see docs/causes/fd-exhaustion.md",
                            files(health)));
        } else {
            silentFor.remove(Kind.ACCEPT);
        }
        if (health.listenOverflows() > 0) {
            say(
                    Kind.OVERFLOW,
                    Notice.warn(
                            "listen-overflow",
                            "The kernel dropped new connections because an accept queue was full",
                            Map.of("count", health.listenOverflows())));
        } else {
            silentFor.remove(Kind.OVERFLOW);
        }
        if (health.memoryKills() > 0) {
            say(
                    Kind.MEMORY,
                    Notice.warn(
                            "memory-kill",
                            "A process of this control group was killed for memory; see docs/causes/crash-oom-sigkill.md",
                            Map.of("count", health.memoryKills())));
        } else {
            silentFor.remove(Kind.MEMORY);
        }
        if (health.pause().compareTo(LONG_PAUSE) >= 0) {
            say(
                    Kind.PAUSE,
                    Notice.warn(
                            "process-paused",
                            "Nothing of this process ran for some time: garbage collection, a suspended machine or an "
                                    + "exhausted CPU quota; see docs/causes/server-event-loop-blocked.md",
                            Map.of("longest_seconds", health.pause().toMillis() / 1000.0)));
        } else {
            silentFor.remove(Kind.PAUSE);
        }
    }

    private void say(Kind kind, Notice notice) {
        int before = silentFor.merge(kind, 1, Integer::sum);
        if (before % SILENT_SAMPLES == 1) {
            notices.accept(notice);
        }
    }

    private static Map<String, Object> files(NodeHealth health) {
        return health.openFiles() == null || health.openFilesLimit() == null
                ? Map.of("count", health.acceptFailures())
                : Map.of(
                        "count",
                        health.acceptFailures(),
                        "open_files",
                        health.openFiles(),
                        "open_files_limit",
                        health.openFilesLimit());
    }
}
