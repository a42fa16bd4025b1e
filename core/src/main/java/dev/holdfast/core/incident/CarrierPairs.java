package dev.holdfast.core.incident;

import dev.holdfast.core.cause.Case;
import dev.holdfast.core.close.CloseFrame;
import dev.holdfast.core.connection.ConnectionInfo;
import dev.holdfast.core.connection.Presented;
import dev.holdfast.core.evidence.Carrier;
import dev.holdfast.core.evidence.Fact;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Finds attempts through a gateway that the backend refused, beside one on the same path that it let in with
/// the credential in another place. The same credential shows that it is the place that matters; the same
/// program at the same address, with another credential, shows much less.
///
/// Let in is who stayed for two seconds: some backends say no only after the 101.
///
/// Bounded: the 5000 newest that were let in, and 500 refused ones that wait.
final class CarrierPairs {
    private static final int ACCEPTED = 5000;
    private static final int WAITING = 500;
    private static final long STAYED = Duration.ofSeconds(2).toNanos();
    private static final long BEFORE = Duration.ofMinutes(10).toNanos();
    private static final long AFTER = Duration.ofSeconds(60).toNanos();
    private static final Duration SOON = Duration.ofSeconds(5);

    /// Codes by which backends refuse a credential after their 101.
    private static final Set<Integer> UNAUTHORIZED = Set.of(1008, 3000, 3003, 4001, 4003, 4401, 4403);

    private static final Pattern SAYS_SO =
            Pattern.compile("(?i).*(auth|token|credential|forbidden|not allowed|permission|login).*");

    private final Map<String, Accepted> accepted = new BoundedMap<>(ACCEPTED);
    private final Newest<Refused> waiting = new Newest<>(WAITING);

    private record Accepted(String connectionId, Presented presented, Arrival.Place place, long openedNanos) {}

    private record Refused(String connectionId, Presented presented, Arrival.Place place, long nanos) {}

    void opened(ConnectionInfo info, long nowNanos) {
        Presented presented = info.presented();
        if (presented != null && !presented.carriers().isEmpty()) {
            accepted.put(
                    info.connectionId(),
                    new Accepted(info.connectionId(), presented, Arrival.Place.of(info), nowNanos));
        }
    }

    /// @return what is known already about this end; otherwise it may wait
    Fact.@Nullable OtherCarrierAccepted ended(EndView view) {
        Accepted own = accepted.get(view.connectionId());
        if (own != null && view.endedNanos() - own.openedNanos() < STAYED) {
            accepted.remove(view.connectionId());
        }
        Presented presented = view.end().info().presented();
        if (presented == null || presented.carriers().isEmpty() || !refused(view)) {
            return null;
        }
        accepted.remove(view.connectionId());
        Refused refused = new Refused(
                view.connectionId(), presented, Arrival.Place.of(view.end().info()), view.endedNanos());
        Fact.OtherCarrierAccepted known = find(refused, view.endedNanos());
        if (known == null) {
            waiting.add(refused);
        }
        return known;
    }

    private static boolean refused(EndView view) {
        Case facts = new Case(view.end().timeline());
        Fact.UpstreamRefused answer = facts.refusedByBackend();
        if (answer != null) {
            return answer.status() == 401 || answer.status() == 403;
        }
        CloseFrame frame = facts.closedByBackend();
        return frame != null
                && view.openFor().compareTo(SOON) < 0
                && (UNAUTHORIZED.contains(frame.reportedCode())
                        || SAYS_SO.matcher(frame.reason()).matches());
    }

    List<IncidentEffect> passed(long nowNanos) {
        List<IncidentEffect> effects = new ArrayList<>();
        for (Iterator<Refused> each = waiting.iterator(); each.hasNext(); ) {
            Refused refused = each.next();
            Fact.OtherCarrierAccepted found = find(refused, nowNanos);
            if (found != null) {
                effects.add(new IncidentEffect.Learned(refused.connectionId(), found));
            }
            if (found != null || nowNanos - refused.nanos() > AFTER) {
                each.remove();
            }
        }
        return effects;
    }

    private Fact.@Nullable OtherCarrierAccepted find(Refused refused, long nowNanos) {
        Fact.OtherCarrierAccepted samePlace = null;
        for (Accepted each : accepted.values()) {
            boolean stayed = nowNanos - each.openedNanos() >= STAYED;
            boolean inTime = each.openedNanos() > refused.nanos() - BEFORE;
            if (stayed
                    && inTime
                    && elsewhere(
                            each.presented().carriers(), refused.presented().carriers())
                    && Objects.equals(each.place().path(), refused.place().path())) {
                boolean same = !Collections.disjoint(
                        each.presented().marks(), refused.presented().marks());
                if (same || each.place().equals(refused.place())) {
                    Fact.OtherCarrierAccepted fact = new Fact.OtherCarrierAccepted(
                            each.connectionId(),
                            each.presented().carriers(),
                            same,
                            Duration.ofNanos(each.openedNanos() - refused.nanos()));
                    if (same) {
                        return fact;
                    }
                    samePlace = fact;
                }
            }
        }
        return samePlace;
    }

    /// Whether the one that was let in had its credential where the other had none.
    private static boolean elsewhere(Set<Carrier> letIn, Set<Carrier> refused) {
        return !refused.containsAll(letIn);
    }
}
