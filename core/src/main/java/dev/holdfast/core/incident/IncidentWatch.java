package dev.holdfast.core.incident;

import dev.holdfast.core.cause.Classifier;
import dev.holdfast.core.connection.ConnectionInfo;
import dev.holdfast.core.connection.EndRecord;
import dev.holdfast.core.evidence.Fact;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Looks at all ends together: takes beginnings, ends and the passing of time, and returns what is to be
/// told. Pure but for what it remembers, which is bounded whatever the number of clients: at most 40 MB, and
/// 4 MB as a rule.
///
/// Not thread-safe: whoever owns it lets one thread in at a time. All moments are of one monotonic clock.
public final class IncidentWatch {
    private final Classifier classifier;
    private final Naming naming;
    private final CutOffs cutOffs;
    private final Loops loops;
    private final MassEnds massEnds;
    private final Storms storms;
    private final CarrierPairs carrierPairs = new CarrierPairs();
    private final BackendLosses backendLosses = new BackendLosses();
    private final Comebacks comebacks = new Comebacks();
    private final ClockOffsets clockOffsets = new ClockOffsets();

    /// @param heartbeat our own ping interval, with which limits are compared
    /// @param start the time of day at `nowNanos`
    public IncidentWatch(
            IncidentOptions options, Duration heartbeat, Classifier classifier, Instant start, long nowNanos) {
        this.classifier = classifier;
        naming = new Naming(start, nowNanos);
        cutOffs = new CutOffs(options.equalEnds(), heartbeat, naming);
        loops = new Loops(options, naming);
        massEnds = new MassEnds(options, naming, nowNanos);
        storms = new Storms(options, naming, nowNanos);
    }

    /// What is made of an end.
    ///
    /// @param end the same end, explained with what is known of others
    /// @param effects what is to be told besides, after the end itself
    public record Judged(EndRecord end, List<IncidentEffect> effects) {}

    /// A connection is open.
    public void opened(ConnectionInfo connection, long nowNanos) {
        storms.arrived(connection.connectionId(), false, nowNanos);
        massEnds.opened();
        backendLosses.opened();
        carrierPairs.opened(connection, nowNanos);
        loops.opened(connection, nowNanos);
        comebacks.opened(connection, nowNanos);
        clockOffsets.opened(connection, nowNanos);
    }

    /// An open connection said `hello`.
    ///
    /// @param previous the client's id of an earlier attempt of its own
    public void greeted(String connectionId, @Nullable String tab, @Nullable String previous) {
        comebacks.greeted(connectionId, tab, previous);
    }

    /// A connection has ended, or a handshake was refused.
    public Judged ended(EndRecord end, long nowNanos) {
        EndView view = EndView.of(end, nowNanos);
        List<IncidentEffect> effects = new ArrayList<>(0);
        CutOffs.Hit cutOff = cutOffs.add(view);
        if (cutOff != null) {
            view = view.with(end.with(cutOff.fact(), end.endedAt(), classifier));
            cutOff.limit().explained(view);
            if (cutOff.isNew()) {
                effects.add(new IncidentEffect.Opened(cutOff.limit().show(null)));
                effects.addAll(cutOff.earlier());
            }
        }
        Fact.ClientCameBack cameBack = comebacks.ended(view);
        if (cameBack != null) {
            view = view.with(view.end().with(cameBack, end.endedAt(), classifier));
        }
        Fact.OtherCarrierAccepted otherCarrier = carrierPairs.ended(view);
        if (otherCarrier != null) {
            view = view.with(view.end().with(otherCarrier, end.endedAt(), classifier));
        }
        ClockOffsets.Hit offset = clockOffsets.add(view);
        if (offset != null) {
            view = view.with(view.end().with(offset.fact(), end.endedAt(), classifier));
            effects.addAll(offset.earlier());
        }
        if (!end.opened()) {
            storms.arrived(view.connectionId(), true, nowNanos);
        }
        List<IncidentEffect.Learned> down = backendLosses.add(view);
        if (!down.isEmpty()) {
            massEnds.backendDown();
            effects.addAll(down);
        }
        begun(loops.add(view), effects);
        MassEnd massEnd = massEnds.add(view);
        if (massEnd != null) {
            storms.follows(massEnd.id(), nowNanos);
        }
        begun(massEnd, effects);
        return new Judged(view.end(), effects);
    }

    private static void begun(@Nullable OpenIncident incident, List<IncidentEffect> effects) {
        if (incident != null) {
            effects.add(new IncidentEffect.Opened(incident.show(null)));
        }
    }

    /// Time went by: to be called about once a second.
    public List<IncidentEffect> passed(long nowNanos) {
        List<IncidentEffect> effects = new ArrayList<>(0);
        effects.addAll(comebacks.passed(nowNanos));
        effects.addAll(carrierPairs.passed(nowNanos));
        effects.addAll(cutOffs.passed(nowNanos));
        effects.addAll(loops.passed(nowNanos));
        effects.addAll(massEnds.passed(nowNanos));
        effects.addAll(storms.passed(nowNanos));
        return effects;
    }

    /// The incidents that go on, as they stand now.
    public List<Incident> open() {
        return Stream.of(cutOffs.open(), loops.open(), massEnds.open(), storms.open())
                .flatMap(List::stream)
                .map(each -> each.show(null))
                .toList();
    }

    /// How many clients are watched for loops.
    public int watchedClients() {
        return loops.watched();
    }
}
