package dev.holdfast.core.incident;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds clients that come back all at once. Judged once in a while and not at each arrival.
///
/// Bounded: two series of two minutes.
final class Storms {
    /// What arrives so soon after a mass end comes back from it.
    private static final Duration AFTER = Duration.ofMinutes(5);

    /// Long enough for three waves of any usual retry.
    private static final Duration LOOKED_AT = Duration.ofSeconds(60);

    private static final int UNUSUAL = 5;

    private final IncidentOptions options;
    private final Naming naming;
    private final Rate arrivals;
    private final Rate refusals;
    private @Nullable Storm open;
    private @Nullable String massEnd;
    private long massEndNanos;

    Storms(IncidentOptions options, Naming naming, long nowNanos) {
        this.options = options;
        this.naming = naming;
        this.arrivals = new Rate(nowNanos);
        this.refusals = new Rate(nowNanos);
    }

    /// A mass end was seen; who comes now may come back from it.
    void follows(String massEnd, long nowNanos) {
        this.massEnd = massEnd;
        massEndNanos = nowNanos;
    }

    void arrived(String connectionId, boolean refused, long nowNanos) {
        arrivals.add(nowNanos);
        if (refused) {
            refusals.add(nowNanos);
        }
        Storm going = open;
        if (going != null) {
            going.add(connectionId, refused, nowNanos);
        }
    }

    /// Looks whether a storm has begun or is over.
    List<IncidentEffect> passed(long nowNanos) {
        Storm going = open;
        if (going == null) {
            return begin(nowNanos);
        }
        going.measure(arrivals.within(nowNanos, Duration.ofSeconds(1)), period(nowNanos));
        Duration quiet = going.patience(options.massWindow().multipliedBy(2));
        if (arrivals.within(nowNanos, quiet) > options.stormArrivals() / 5) {
            return List.of();
        }
        open = null;
        return List.of(new IncidentEffect.Ended(going.show(naming.wall(nowNanos))));
    }

    private List<IncidentEffect> begin(long nowNanos) {
        Duration sinceMassEnd = Duration.ofNanos(nowNanos - massEndNanos);
        String after = massEnd != null && sinceMassEnd.compareTo(AFTER) <= 0 ? massEnd : null;
        // Those that came just before a mass end are among the ones that it ended, and not back.
        Duration window =
                after != null && sinceMassEnd.compareTo(options.massWindow()) < 0 ? sinceMassEnd : options.massWindow();
        long many = arrivals.within(nowNanos, window);
        if (many < options.stormArrivals()) {
            return List.of();
        }
        long refused = refusals.within(nowNanos, window);
        Duration period = period(nowNanos);
        boolean unusual = many >= UNUSUAL * arrivals.usual(nowNanos, window);
        if (period == null && refused * 2 < many && !(unusual && after != null)) {
            return List.of();
        }
        Storm found = new Storm(many, refused, after, nowNanos, window, naming);
        found.measure(arrivals.within(nowNanos, Duration.ofSeconds(1)), period);
        open = found;
        return List.of(new IncidentEffect.Opened(found.show(null)));
    }

    private @Nullable Duration period(long nowNanos) {
        return Waves.period(arrivals.series(nowNanos, LOOKED_AT));
    }

    List<? extends OpenIncident> open() {
        Storm going = open;
        return going == null ? List.of() : List.of(going);
    }
}
