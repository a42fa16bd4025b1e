package dev.holdfast.core.incident;

import dev.holdfast.core.connection.ConnectionInfo;
import dev.holdfast.core.evidence.Fact;
import dev.holdfast.core.evidence.KnownBy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Finds clients that came back in a way that explains why they had gone: with the token they had lacked, once more
/// right after a connection they had dropped unused, from another address than the one that fell silent.
///
/// An address and a browser are not one client's for certain. So such a pair is taken for one only where it is alone:
/// one arrival from there, and nobody from there who goes on failing in the same way.
///
/// Bounded: the 10,000 newest arrivals (some 500 bytes each) and 1000 ends that wait for one.
final class Comebacks {
    private static final int ARRIVALS = 10_000;
    private static final int WAITING = 1000;
    private static final int FAILING_PLACES = 1000;

    /// Of one user, tab or place.
    private static final int REMEMBERED = 4;

    /// For a token that was loaded meanwhile. After it somebody logged in.
    private static final Duration WITH_TOKEN = Duration.ofSeconds(2);

    /// Two effects run one after the other; a browser makes the second connection when the first has failed.
    private static final Duration AT_ONCE = Duration.ofMillis(500);

    private static final Duration BEFORE = Duration.ofSeconds(-1);
    private static final Duration STAYED = Duration.ofSeconds(2);

    /// Time for a second one from the same place to show that it is not one client.
    private static final Duration ALONE = Duration.ofSeconds(10);

    /// A client notices a change of its network at once, or by its own deadline.
    private static final Duration ELSEWHERE = Duration.ofSeconds(60);

    private final Map<String, Arrival> byConnection = new BoundedMap<>(ARRIVALS);
    private final Map<String, Arrival> byPrevious = new BoundedMap<>(ARRIVALS);
    private final Map<String, Newest<Arrival>> byTab = new BoundedMap<>(ARRIVALS);
    private final Map<String, Newest<Arrival>> byUser = new BoundedMap<>(ARRIVALS);
    private final Map<Arrival.Place, Newest<Arrival>> byPlace = new BoundedMap<>(ARRIVALS);
    private final Map<Failing, Newest<Gone>> failing = new BoundedMap<>(FAILING_PLACES);
    private final Newest<Gone> waiting = new Newest<>(WAITING);

    private record Failing(Gone.Kind kind, Arrival.Place place) {}

    void opened(ConnectionInfo info, long nowNanos) {
        Arrival arrival = new Arrival(info, nowNanos);
        byConnection.put(arrival.connectionId(), arrival);
        remember(byPlace, arrival.place(), arrival);
        if (arrival.user() != null) {
            remember(byUser, arrival.user(), arrival);
        }
    }

    void greeted(String connectionId, @Nullable String tab, @Nullable String previous) {
        Arrival arrival = byConnection.get(connectionId);
        if (arrival == null) {
            return;
        }
        if (tab != null && !tab.isBlank()) {
            arrival.greeted(tab);
            remember(byTab, tab, arrival);
        }
        if (previous != null) {
            byPrevious.put(previous, arrival);
        }
    }

    private static <K> void remember(Map<K, Newest<Arrival>> map, K key, Arrival arrival) {
        map.computeIfAbsent(key, _ -> new Newest<>(REMEMBERED)).add(arrival);
    }

    /// @return what is known already about this end; otherwise it may wait
    Fact.@Nullable ClientCameBack ended(EndView view) {
        Arrival arrival = byConnection.remove(view.connectionId());
        if (arrival != null) {
            arrival.ended();
        }
        Gone gone = Gone.of(view);
        if (gone == null) {
            return null;
        }
        Fact.ClientCameBack known = gone.kind() == Gone.Kind.SILENT ? elsewhere(gone, view.endedNanos()) : null;
        if (known == null) {
            waiting.add(gone);
            failing.computeIfAbsent(new Failing(gone.kind(), gone.place()), _ -> new Newest<>(REMEMBERED))
                    .add(gone);
        }
        return known;
    }

    /// Looks which of those that wait can be decided by now.
    List<IncidentEffect> passed(long nowNanos) {
        List<IncidentEffect> effects = new ArrayList<>();
        for (Iterator<Gone> each = waiting.iterator(); each.hasNext(); ) {
            Gone gone = each.next();
            Duration waited = Duration.ofNanos(nowNanos - gone.endedNanos());
            Fact.ClientCameBack found = waited.compareTo(patience(gone)) < 0 ? null : find(gone, nowNanos);
            if (found != null) {
                effects.add(new IncidentEffect.Learned(gone.connectionId(), found));
            }
            if (found != null || waited.compareTo(gone.kind() == Gone.Kind.SILENT ? ELSEWHERE : patience(gone)) >= 0) {
                each.remove();
            }
        }
        return effects;
    }

    private static Duration patience(Gone gone) {
        return switch (gone.kind()) {
            case WITHOUT_CREDENTIAL -> ALONE;
            case DROPPED_UNUSED -> AT_ONCE.plus(STAYED);
            case SILENT -> Duration.ZERO;
        };
    }

    private Fact.@Nullable ClientCameBack find(Gone gone, long nowNanos) {
        return switch (gone.kind()) {
            case WITHOUT_CREDENTIAL -> withToken(gone, nowNanos);
            case DROPPED_UNUSED -> again(gone, nowNanos);
            case SILENT -> elsewhere(gone, nowNanos);
        };
    }

    private Fact.@Nullable ClientCameBack withToken(Gone gone, long nowNanos) {
        Predicate<Arrival> fits =
                arrival -> arrival.user() != null && between(gone, arrival, Duration.ZERO, WITH_TOKEN);
        Arrival named = gone.attempt() == null ? null : byPrevious.get(gone.attempt());
        if (named != null && fits.test(named)) {
            return fact(gone, named, KnownBy.ATTEMPT, nowNanos);
        }
        List<Arrival> there = from(byPlace.get(gone.place()), fits);
        for (Arrival arrival : there) {
            if (gone.tab() != null && gone.tab().equals(arrival.tab())) {
                return fact(gone, arrival, KnownBy.TAB, nowNanos);
            }
        }
        if (there.size() != 1 || gone.proxied()) {
            return null;
        }
        Arrival only = there.getFirst();
        // Who still comes without a token is somebody else, or it was no race.
        boolean alone = from(failing.get(new Failing(gone.kind(), gone.place())), other -> true).stream()
                .allMatch(other -> between(other, only, Duration.ZERO, WITH_TOKEN));
        return alone ? fact(gone, only, KnownBy.ADDRESS, nowNanos) : null;
    }

    private Fact.@Nullable ClientCameBack again(Gone gone, long nowNanos) {
        List<Arrival> there = from(byPlace.get(gone.place()), arrival -> between(gone, arrival, BEFORE, AT_ONCE));
        there.removeIf(arrival -> arrival.connectionId().equals(gone.connectionId()));
        if (there.size() != 1 || there.getFirst().over()) {
            return null;
        }
        // More of them is a page that goes round, or more than one page.
        long drops = from(
                        failing.get(new Failing(gone.kind(), gone.place())),
                        other -> !other.began().isBefore(gone.began().minus(ALONE)))
                .size();
        Arrival second = there.getFirst();
        Arrival named = gone.attempt() == null ? null : byPrevious.get(gone.attempt());
        if (drops > 1 || (gone.proxied() && named != second)) {
            return null;
        }
        return fact(gone, second, named == second ? KnownBy.ATTEMPT : KnownBy.ADDRESS, nowNanos);
    }

    /// Behind a proxy the address is the proxy's, of which there may be several.
    private Fact.@Nullable ClientCameBack elsewhere(Gone gone, long nowNanos) {
        if (gone.proxied()) {
            return null;
        }
        Arrival named = gone.attempt() == null ? null : byPrevious.get(gone.attempt());
        if (named != null && isElsewhere(gone, named)) {
            return fact(gone, named, KnownBy.ATTEMPT, nowNanos);
        }
        Newest<Arrival> ofTab = gone.tab() == null ? null : byTab.get(gone.tab());
        Newest<Arrival> ofUser = gone.user() == null ? null : byUser.get(gone.user());
        for (Arrival arrival : from(ofTab, arrival -> isElsewhere(gone, arrival))) {
            return fact(gone, arrival, KnownBy.TAB, nowNanos);
        }
        for (Arrival arrival :
                from(ofUser, each -> isElsewhere(gone, each) && each.place().sameProgram(gone.place()))) {
            // Where the user was there before, it may be another machine that was there all the time. And two tabs
            // say that they are two.
            boolean wasThere = !from(
                            ofUser,
                            other -> network(other).equals(network(arrival))
                                    && other.acceptedAt().isBefore(gone.silentSince()))
                    .isEmpty();
            boolean anotherTab = gone.tab() != null && arrival.tab() != null;
            if (!wasThere && !anotherTab) {
                return fact(gone, arrival, KnownBy.USER, nowNanos);
            }
        }
        return null;
    }

    private static boolean isElsewhere(Gone gone, Arrival arrival) {
        return !network(arrival).equals(gone.place().network())
                && arrival.acceptedAt().isAfter(gone.silentSince())
                && arrival.acceptedAt().isBefore(gone.began().plus(ELSEWHERE));
    }

    private static String network(Arrival arrival) {
        return arrival.place().network();
    }

    private static boolean between(Gone gone, Arrival arrival, Duration least, Duration below) {
        Duration after = Duration.between(gone.began(), arrival.acceptedAt());
        return after.compareTo(least) >= 0 && after.compareTo(below) < 0;
    }

    private static <T> List<T> from(@Nullable Newest<T> some, Predicate<T> wanted) {
        List<T> found = new ArrayList<>();
        if (some != null) {
            some.forEach(each -> {
                if (wanted.test(each)) {
                    found.add(each);
                }
            });
        }
        return found;
    }

    private static Fact.ClientCameBack fact(Gone gone, Arrival arrival, KnownBy knownBy, long nowNanos) {
        return new Fact.ClientCameBack(
                arrival.connectionId(),
                Duration.between(gone.began(), arrival.acceptedAt()),
                knownBy,
                arrival.place().host().equals(gone.place().host()),
                arrival.user() != null,
                Duration.ofNanos(nowNanos - arrival.openedNanos()));
    }
}
