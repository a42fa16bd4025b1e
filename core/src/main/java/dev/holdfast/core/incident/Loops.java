package dev.holdfast.core.incident;

import dev.holdfast.core.connection.ConnectionInfo;
import dev.holdfast.core.evidence.Decision;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds clients that connect again and again and never stay.
///
/// Bounded: the 10,000 clients whose short lives are the newest, each with at most as many of them as make a
/// loop (about 300 bytes for one, 1.2 KB for fifteen), and 256 loops that go on. A client beyond these waits
/// until one is over.
final class Loops {
    static final int CLIENTS = 10_000;
    static final int OPEN = 256;
    private static final int STARTS = 8;

    private final IncidentOptions options;
    private final Naming naming;
    private final Map<ClientKey, ShortLives> clients = new BoundedMap<>(CLIENTS);
    private final Map<ClientKey, Newest<Start>> starts = new BoundedMap<>(CLIENTS);

    /// Of keys that several clients may have: connections that have opened, less those that ended soon after.
    private final Map<ClientKey, Long> stayed = new BoundedMap<>(CLIENTS);

    private final Map<ClientKey, Loop> open = new LinkedHashMap<>();

    Loops(IncidentOptions options, Naming naming) {
        this.options = options;
        this.naming = naming;
    }

    /// A connection that has opened. It takes the place of one other at most: when a crowd leaves together, one that
    /// comes just then has not replaced them all.
    private static final class Start {
        final long nanos;
        boolean replacedAnother;

        Start(long nanos) {
            this.nanos = nanos;
        }
    }

    /// A connection is open.
    void opened(ConnectionInfo info, long nowNanos) {
        ClientKey client = ClientKey.ofOpened(info);
        starts.computeIfAbsent(client, _ -> new Newest<>(STARTS)).add(new Start(nowNanos));
        if (client.shared()) {
            stayed.merge(client, 1L, Long::sum);
        }
    }

    private long stayed(EndView view) {
        if (!view.client().shared()) {
            return 0;
        }
        return view.end().opened()
                ? stayed.merge(view.client(), -1L, Long::sum)
                : stayed.getOrDefault(view.client(), 0L);
    }

    /// Whether this one's end began just when another of its client opened. "Just when" is a small part of
    /// the time between two of them: where many come and go, some end beside another's beginning by chance. A
    /// backend tells the one of its end and the other of its beginning on two connections, so either may be
    /// seen first.
    private boolean replaced(EndView view) {
        Newest<Start> known = starts.get(view.client());
        if (known == null) {
            return false;
        }
        long began = view.beganNanos();
        long own = view.openedNanos();
        long before = Long.MIN_VALUE;
        for (Start start : known) {
            long at = start.nanos;
            if (before != Long.MIN_VALUE
                    && !start.replacedAnother
                    && at > own
                    && Math.abs(began - at) <= (at - before) / 8) {
                start.replacedAnother = true;
                return true;
            }
            before = at;
        }
        return false;
    }

    /// @return the loop that shows with this end, if one does
    @Nullable
    Loop add(EndView view) {
        Decision.HeldBack held =
                view.end().timeline().first(Decision.HeldBack.class).orElse(null);
        if (held != null) {
            open.values().stream()
                    .filter(loop -> loop.id().equals(held.incident()))
                    .forEach(Loop::heldBack);
            return null;
        }
        if (view.end().opened() && view.end().duration().compareTo(options.shortLife()) >= 0) {
            return null;
        }
        Round round = Round.of(view, replaced(view), stayed(view));
        Loop going = open.get(view.client());
        if (going != null) {
            going.add(round, view.connectionId());
            return null;
        }
        ShortLives lives = clients.computeIfAbsent(view.client(), _ -> new ShortLives(options.loopLives()));
        lives.add(round, view.client().shared());
        if (!lives.within(options.loopLives(), options.loopWindow()) || open.size() == OPEN) {
            return null;
        }
        clients.remove(view.client());
        Loop found = new Loop(view.client(), lives.list(options.loopLives(), options.loopWindow()), view, naming);
        open.put(view.client(), found);
        return found;
    }

    /// Ends the loops whose client was quiet for a whole window, and those of an address or credential with which
    /// others have come meanwhile and stayed.
    List<IncidentEffect> passed(long nowNanos) {
        List<IncidentEffect> effects = new ArrayList<>();
        for (Iterator<Loop> each = open.values().iterator(); each.hasNext(); ) {
            Loop loop = each.next();
            if (loop.othersStayed()
                    || nowNanos - loop.lastNanos() > options.loopWindow().toNanos()) {
                each.remove();
                effects.add(new IncidentEffect.Ended(loop.show(naming.wall(nowNanos))));
            }
        }
        return effects;
    }

    /// @return the id of the loop this client is in, if it is in one
    @Nullable
    String loopOf(ClientKey client) {
        Loop going = open.get(client);
        return going == null ? null : going.id();
    }

    /// How many clients are watched.
    int watched() {
        return clients.size();
    }

    List<? extends OpenIncident> open() {
        return List.copyOf(open.values());
    }
}
