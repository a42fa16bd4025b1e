package dev.holdfast.observe.incident;

import dev.holdfast.core.cause.Cause;
import dev.holdfast.core.cause.Classifier;
import dev.holdfast.core.connection.ConnectionInfo;
import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.core.connection.Notice;
import dev.holdfast.core.incident.Incident;
import dev.holdfast.core.incident.IncidentEffect;
import dev.holdfast.core.incident.IncidentKind;
import dev.holdfast.core.incident.IncidentOptions;
import dev.holdfast.core.incident.IncidentWatch;
import dev.holdfast.core.port.HoldBack;
import dev.holdfast.core.port.TimeSource;
import dev.holdfast.observe.ends.LaterFacts;
import dev.holdfast.observe.json.IncidentFields;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Watches all ends together. Safe for use by many threads; event loops wait for each other and for a reader, each for
/// some microseconds.
public final class Incidents {
    private final ReentrantLock lock = new ReentrantLock();
    private final IncidentWatch watch;
    private final Deque<Incident> over = new ArrayDeque<>();
    private final int kept;
    private final HeldBackClients held;
    private final LaterFacts laterFacts;
    private final TimeSource time;
    private final Consumer<Notice> log;

    /// @param heartbeat our own ping interval, with which limits are compared
    /// @param log gets a line when an incident begins and one when it is over
    public Incidents(
            IncidentOptions options,
            Duration heartbeat,
            Classifier classifier,
            LaterFacts laterFacts,
            TimeSource time,
            Consumer<Notice> log) {
        this.watch = new IncidentWatch(options, heartbeat, classifier, time.wall(), time.nanos());
        this.kept = options.kept();
        this.held = new HeldBackClients(options.holdBack());
        this.laterFacts = laterFacts;
        this.time = time;
        this.log = log;
    }

    /// Says whom a loop that goes on keeps out.
    public HoldBack holdBack() {
        return held;
    }

    public void opened(ConnectionInfo connection) {
        locked(() -> {
            watch.opened(connection, time.nanos());
            return true;
        });
    }

    public void greeted(ConnectionInfo connection, @Nullable String tab, @Nullable String previous) {
        locked(() -> {
            watch.greeted(connection.connectionId(), tab, previous);
            return true;
        });
    }

    /// @return what is to be told of the end, and what besides, in this order
    public IncidentWatch.Judged ended(EndRecord end) {
        return locked(() -> {
            IncidentWatch.Judged judged = watch.ended(end, time.nanos());
            judged.effects().forEach(this::remember);
            return judged;
        });
    }

    /// Time went by: looks what is over by now.
    public void look() {
        tell(locked(() -> {
            List<IncidentEffect> effects = watch.passed(time.nanos());
            effects.forEach(this::remember);
            return effects;
        }));
    }

    /// Tells what was judged, to the log and to the ends that it explains again.
    public void tell(List<IncidentEffect> effects) {
        for (IncidentEffect effect : effects) {
            switch (effect) {
                case IncidentEffect.Opened(Incident incident) -> log.accept(IncidentFields.notice(incident));
                case IncidentEffect.Ended(Incident incident) -> log.accept(IncidentFields.notice(incident));
                case IncidentEffect.Learned(String connectionId, var fact) -> laterFacts.learn(connectionId, fact);
            }
        }
    }

    private void remember(IncidentEffect effect) {
        held.learn(effect);
        if (effect instanceof IncidentEffect.Ended(Incident incident)) {
            over.addFirst(incident);
            if (over.size() > kept) {
                over.removeLast();
            }
        }
    }

    /// Those that go on first, then the newest that are over.
    ///
    /// @param kind only of this kind, where given
    /// @param open only those that go on, or only those that are over, where given
    public List<Incident> list(int limit, @Nullable IncidentKind kind, @Nullable Boolean open) {
        return all().stream()
                .filter(each -> kind == null || each.kind() == kind)
                .filter(each -> open == null || each.open() == open)
                .limit(limit)
                .toList();
    }

    public @Nullable Incident find(String id) {
        return all().stream().filter(each -> each.id().equals(id)).findFirst().orElse(null);
    }

    private List<Incident> all() {
        return locked(() -> {
            List<Incident> all = new ArrayList<>(watch.open());
            all.addAll(over);
            return all;
        });
    }

    /// What a gauge is about.
    public record Key(IncidentKind kind, Cause cause) {}

    /// How many go on, by kind and cause.
    public Map<Key, Integer> openByCause() {
        Map<Key, Integer> counts = new HashMap<>();
        for (Incident incident : locked(watch::open)) {
            counts.merge(new Key(incident.kind(), incident.explanation().cause()), 1, Integer::sum);
        }
        return counts;
    }

    private <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }
}
