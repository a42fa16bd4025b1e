package dev.holdfast.core.incident;

import dev.holdfast.core.cause.Explanation;
import dev.holdfast.core.cause.Initiator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds ends that come all at once.
///
/// Bounded: 1000 ends of the last seconds, and one mass end at a time, of which 2000 ends are remembered by
/// their id.
final class MassEnds {
    private static final int RECENT = 1000;

    /// So many times as many as usual.
    private static final int UNUSUAL = 5;

    private final IncidentOptions options;
    private final Naming naming;
    private final Newest<EndView> recent = new Newest<>(RECENT);
    private final Rate rate;
    private @Nullable MassEnd open;
    private long openConnections;

    MassEnds(IncidentOptions options, Naming naming, long nowNanos) {
        this.options = options;
        this.naming = naming;
        this.rate = new Rate(nowNanos);
    }

    /// A connection is open.
    void opened() {
        openConnections++;
        MassEnd going = open;
        if (going != null) {
            going.accepted();
        }
    }

    /// An opening handshake showed that a backend that had lost connections is not there.
    void backendDown() {
        MassEnd going = open;
        if (going != null) {
            going.backendDown();
        }
    }

    /// @return the mass end that shows with this end, if one does
    @Nullable
    MassEnd add(EndView view) {
        if (view.end().opened()) {
            openConnections--;
        }
        if (!counts(view)) {
            return null;
        }
        long now = view.endedNanos();
        rate.add(now);
        MassEnd going = open;
        if (going != null) {
            going.add(view);
            return null;
        }
        recent.add(view);
        forget(now);
        long many = rate.within(now, options.massWindow());
        if (many < options.massEnds() || many < UNUSUAL * rate.usual(now, options.massWindow())) {
            return null;
        }
        MassEnd found = new MassEnd(recent.list(), many, naming);
        recent.clear();
        open = found;
        return found;
    }

    /// A client that left in order is nobody's concern, however many do.
    private static boolean counts(EndView view) {
        Explanation why = view.end().explanation();
        return view.end().opened() && !(why.expected() && why.initiator() == Initiator.CLIENT);
    }

    private void forget(long now) {
        while (recent.size() > 0
                && now - recent.oldest().endedNanos() > options.massWindow().toNanos()) {
            recent.removeOldest();
        }
    }

    /// Ends the mass end that has run dry.
    List<IncidentEffect> passed(long nowNanos) {
        forget(nowNanos);
        MassEnd going = open;
        if (going == null || rate.within(nowNanos, options.massWindow()) > options.massEnds() / 5) {
            return List.of();
        }
        open = null;
        going.over(openConnections);
        List<IncidentEffect> effects = new ArrayList<>();
        effects.add(new IncidentEffect.Ended(going.show(naming.wall(nowNanos))));
        effects.addAll(going.learned());
        return effects;
    }

    List<? extends OpenIncident> open() {
        MassEnd going = open;
        return going == null ? List.of() : List.of(going);
    }
}
