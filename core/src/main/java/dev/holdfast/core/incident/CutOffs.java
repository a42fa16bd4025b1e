package dev.holdfast.core.incident;

import dev.holdfast.core.cause.Confidence;
import dev.holdfast.core.cause.Explanation;
import dev.holdfast.core.evidence.CutOffMeasure;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.Leg;
import dev.holdfast.core.incident.Incident.Details;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds the limits at which something between the clients and us cuts connections, for each path and for
/// each client network, apart by the headers that boxes in between leave; and, in a gateway, on the way to
/// each backend.
///
/// Bounded: 512 places, of which the one that was quiet longest goes, each at most 16 KB; and 64 limits.
final class CutOffs {
    private static final int PLACES = 512;
    private static final int LIMITS = 64;
    private static final int PLACES_SHOWN = 8;

    /// A limit that cuts nobody for so long, or for ten times itself, is gone or avoided.
    private static final Duration FORGOTTEN = Duration.ofMinutes(15);

    private final int equalEnds;
    private final Duration heartbeat;
    private final Naming naming;
    private final Map<CutLeg.Place, CutOffWindow> places = new BoundedMap<>(PLACES);
    private final List<Limit> limits = new ArrayList<>();
    /// By chance there is one equal loss to [Spike#BESIDE] that lie beside; a limit must have made two of three.
    private static final long STANDS_OUT = Spike.BESIDE / 3;

    /// How many lost legs were looked at.
    private long looks;

    /// @param heartbeat our own ping interval; zero where none are sent
    CutOffs(int equalEnds, Duration heartbeat, Naming naming) {
        this.equalEnds = equalEnds;
        this.heartbeat = heartbeat;
        this.naming = naming;
    }

    /// A limit that is known, and how often it has cut.
    static final class Limit implements OpenIncident {
        private final String id;
        private final CutOffMeasure measure;
        private final long nanos;
        private final boolean toldApart;
        private final Leg leg;
        private final List<String> boxes;
        private final Instant started;
        private final Instant opened;
        private final Naming naming;
        private final Set<String> places = new LinkedHashSet<>();
        private final Newest<String> examples = new Newest<>(5);
        private long count;
        /// Losses that were equal to it, whosever they were, and those that lay beside it.
        private long equal;

        private long beside;
        private long lastNanos;
        private @Nullable Explanation explanation;

        private Limit(CutOffWindow.CutOff found, CutLeg cut, Naming naming) {
            EndView view = cut.view();
            this.id = naming.id();
            this.measure = found.measure();
            this.nanos = found.nanos();
            this.toldApart = found.toldApart();
            this.leg = cut.leg();
            this.boxes = cut.boxes();
            this.started = view.end().info().acceptedAt();
            this.opened = naming.wall(view.endedNanos());
            this.naming = naming;
        }

        /// Whether a loss that came the same way is equal to it; counts those that lie beside it.
        private boolean equal(CutLeg other) {
            if (other.leg() != leg || !other.boxes().equals(boxes)) {
                return false;
            }
            long had = other.nanos(measure);
            if (Spike.equal(had, nanos)) {
                equal++;
                return true;
            }
            if (Spike.beside(had, nanos)) {
                beside++;
            }
            return false;
        }

        /// Whether it made what is equal to it, rather than chance, which makes some where many lie beside.
        private boolean standsOut() {
            return equal * STANDS_OUT >= beside;
        }

        private void count(EndView view, CutLeg.Place place) {
            count++;
            lastNanos = view.endedNanos();
            if (places.size() < PLACES_SHOWN) {
                places.add(place.toString());
            }
        }

        /// How the newest connection that it cut is explained, which is the incident's explanation too.
        void explained(EndView view) {
            examples.add(view.connectionId());
            explanation = view.end().explanation();
        }

        private boolean forgotten(long nowNanos) {
            return nowNanos - lastNanos > Math.max(FORGOTTEN.toNanos(), 10 * nanos);
        }

        @Override
        public Incident show(@Nullable Instant endedAt) {
            Details details = new Incident.CutOff(measure, Duration.ofNanos(nanos), List.copyOf(places));
            return new Incident(
                    id,
                    started,
                    opened,
                    naming.wall(lastNanos),
                    endedAt,
                    count,
                    String.join(", ", places),
                    Objects.requireNonNull(explanation),
                    details,
                    examples.list());
        }
    }

    /// An end that a known limit brought about.
    ///
    /// @param fact what its timeline lacks
    /// @param isNew whether the limit shows with this end
    /// @param earlier ends that it brought about before it was known, each with what its timeline lacks
    record Hit(Limit limit, Fact.Afterwards fact, boolean isNew, List<IncidentEffect.Learned> earlier) {}

    /// @return what is learned by it, if anything is
    @Nullable
    Hit add(EndView view) {
        Hit hit = null;
        for (CutLeg leg : CutLeg.of(view)) {
            Hit found = add(leg);
            hit = found == null ? hit : found;
        }
        return hit;
    }

    private @Nullable Hit add(CutLeg leg) {
        CutOffWindow ofPath = places.computeIfAbsent(leg.path(), _ -> new CutOffWindow());
        CutOffWindow ofPlace = places.computeIfAbsent(leg.place(), _ -> new CutOffWindow());
        if (!leg.ended()) {
            if (leg.view().end().opened()) {
                CutOffWindow.Life other = CutOffWindow.Life.of(leg);
                ofPath.addOther(other);
                ofPlace.addOther(other);
            }
            return null;
        }
        looks++;
        CutOffWindow.Life life = CutOffWindow.Life.of(leg);
        CutOffWindow.CutOff byPath = ofPath.add(life, equalEnds, looks);
        CutOffWindow.CutOff byPlace = ofPlace.add(life, equalEnds, looks);
        // That a backend closed is proven, which does not say what for.
        if (!leg.byFrame() && leg.view().end().explanation().confidence() == Confidence.PROVEN) {
            return null;
        }
        for (Limit limit : limits) {
            if (limit.equal(leg)) {
                if (!limit.standsOut()) {
                    return null;
                }
                limit.count(leg.view(), leg.path());
                return new Hit(limit, fact(limit, leg), false, List.of());
            }
        }
        if (limits.size() == LIMITS) {
            return null;
        }
        return byPath != null
                ? begin(byPath, leg, leg.path())
                : byPlace == null ? null : begin(byPlace, leg, leg.place());
    }

    private Hit begin(CutOffWindow.CutOff found, CutLeg leg, CutLeg.Place place) {
        Limit limit = new Limit(found, leg, naming);
        limits.add(limit);
        List<String> earlier = found.ids().subList(0, found.ids().size() - 1);
        limit.count = earlier.size();
        limit.equal = found.ids().size();
        limit.examples.addAll(earlier);
        limit.count(leg.view(), place);
        Fact.Afterwards fact = fact(limit, leg);
        return new Hit(
                limit,
                fact,
                true,
                earlier.stream().map(id -> new IncidentEffect.Learned(id, fact)).toList());
    }

    private Fact.Afterwards fact(Limit limit, CutLeg leg) {
        return leg.fact(limit.measure, Duration.ofNanos(limit.nanos), limit.count, limit.toldApart, heartbeat);
    }

    /// Ends the limits that are forgotten.
    List<IncidentEffect> passed(long nowNanos) {
        List<IncidentEffect> effects = new ArrayList<>();
        for (Iterator<Limit> each = limits.iterator(); each.hasNext(); ) {
            Limit limit = each.next();
            if (limit.forgotten(nowNanos)) {
                each.remove();
                effects.add(new IncidentEffect.Ended(limit.show(naming.wall(nowNanos))));
            }
        }
        return effects;
    }

    List<? extends OpenIncident> open() {
        return limits;
    }
}
