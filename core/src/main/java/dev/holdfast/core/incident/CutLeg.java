package dev.holdfast.core.incident;

import dev.holdfast.core.close.CloseCode;
import dev.holdfast.core.close.CloseFrame;
import dev.holdfast.core.evidence.CutOffMeasure;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.Leg;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One leg of an end, as a limit could have ended it. A server's connection has one, that to the client; a
/// gateway's has two, and a limit lies on one of them.
///
/// @param path where it is compared with others of its path
/// @param place where it is compared with others that came the same way
/// @param ended whether it is this leg that ended, in a way in which limits end connections
/// @param byFrame whether the backend closed it
record CutLeg(EndView view, Leg leg, Place path, Place place, boolean ended, boolean byFrame) {
    /// What servers close idle connections with, besides codes of their own.
    private static final List<Integer> OF_A_POLICY = List.of(1000, 1001, 1005, 1008);

    private static final Pattern SAYS_TIME =
            Pattern.compile("(?i)\\b(idle|inactiv\\w*|no activity|time(d)?[ -]?out)\\b");

    /// What a limit may belong to: `path /ws behind via`. Compared at every end, and written out for few.
    ///
    /// @param hops headers of the boxes before it
    record Place(String kind, @Nullable String name, List<String> hops) {
        @Override
        public String toString() {
            return kind + " " + name + (hops.isEmpty() ? "" : " behind " + String.join(" ", hops));
        }
    }

    /// What limits of this leg have in common besides their number.
    List<String> boxes() {
        return leg == Leg.UPSTREAM ? List.of(place.toString()) : place.hops();
    }

    static List<CutLeg> of(EndView view) {
        List<CutLeg> legs = new ArrayList<>(2);
        String asked = view.end().info().path();
        legs.add(new CutLeg(
                view,
                Leg.DOWNSTREAM,
                new Place("path", asked, view.hops()),
                new Place("network", view.network(), view.hops()),
                view.lost(),
                false));
        UpstreamView upstream = view.upstream();
        if (upstream != null) {
            CloseFrame frame = upstream.closed();
            boolean policy = frame != null && ofAPolicy(frame);
            String backend = upstream.backend()
                    + (upstream.trace().isEmpty() ? "" : " behind " + upstream.trace())
                    + (frame != null && policy ? ", closing with " + frame.reportedCode() : "");
            legs.add(new CutLeg(
                    view,
                    Leg.UPSTREAM,
                    new Place("path", asked + " of the backend " + backend, List.of()),
                    new Place("backend", backend, List.of()),
                    upstream.lost() || policy,
                    policy));
        }
        return legs;
    }

    /// Where the backend gives another reason, its word counts.
    private static boolean ofAPolicy(CloseFrame frame) {
        CloseCode code = frame.code();
        int number = code == null ? 1005 : code.value();
        return (OF_A_POLICY.contains(number) || number >= 3000)
                && (frame.reason().isEmpty()
                        || SAYS_TIME.matcher(frame.reason()).find());
    }

    /// How long this leg had lasted in what a limit can count.
    long nanos(CutOffMeasure measure) {
        UpstreamView upstream = view.upstream();
        return leg == Leg.UPSTREAM && upstream != null
                ? measure.of(upstream.totals(), view.openFor()).toNanos()
                : view.nanos(measure);
    }

    Fact.Afterwards fact(CutOffMeasure measure, Duration limit, long equal, boolean toldApart, Duration heartbeat) {
        return switch (leg) {
            case DOWNSTREAM -> new Fact.CutOffFound(measure, limit, equal, toldApart, heartbeat);
            case UPSTREAM -> new Fact.UpstreamCutOffFound(measure, limit, equal, toldApart, heartbeat);
        };
    }
}
